/**
 * testserver: finds out which servers answer and how well, and says which one to use.
 *
 * <p>A {@code ServerChecker} looks at one server, layer by layer, on a thread of its own. What it finds goes to the
 * agent's thread, where everything else happens: {@code Catalogs} compares what the servers offer, a {@code
 * StateMachine} per server makes a state of findings, {@code Choice} ranks the servers, {@code ActiveServer} follows who
 * is in use, and {@code Publisher} tells the others. State machine, choice and catalogs are pure: time and results come
 * in as arguments.
 */
@NullMarked
package dev.pullover.testserver;

import org.jspecify.annotations.NullMarked;
