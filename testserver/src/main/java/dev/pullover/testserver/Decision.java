package dev.pullover.testserver;

import java.util.List;

/**
 * Which server to use.
 *
 * @param active its name, or empty if none may be used
 * @param reason why this one, for people
 * @param ranked all servers: the active one, then the others that may be used, best first, then the rest
 */
record Decision(String active, String reason, List<Candidate> ranked) {}
