package dev.pullover.common.config;

import java.time.Duration;

/**
 * {@code [check]}: how testserver looks at the servers.
 *
 * @param interval between checks of a server that is up; positive
 * @param fastInterval between checks while a server's state is changing; positive
 * @param downInterval between checks of a server that is down; positive
 * @param timeout how long one request may take; positive
 * @param rise good checks in a row until a server is up, at least 1
 * @param fall bad checks in a row until a server is down, at least 1
 * @param responseSlow a timed read that takes longer makes a server slow; positive
 * @param jitterPercent by how much the times between checks vary at random, up and down; 0 to 50
 * @param loginInterval how long a connection is used for checks before the login is exercised again; positive
 */
public record CheckConfig(
        Duration interval,
        Duration fastInterval,
        Duration downInterval,
        Duration timeout,
        int rise,
        int fall,
        Duration responseSlow,
        int jitterPercent,
        Duration loginInterval) {}
