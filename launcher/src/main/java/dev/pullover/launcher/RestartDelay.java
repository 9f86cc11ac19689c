package dev.pullover.launcher;

import java.time.Duration;

/** How long to wait before a module that ended is started again: longer each time, short again after a good run. */
final class RestartDelay {
    static final Duration SHORTEST = Duration.ofSeconds(1);
    static final Duration LONGEST = Duration.ofSeconds(60);
    /** A run of that length counts as good. */
    static final Duration GOOD_RUN = Duration.ofSeconds(60);

    private Duration next = SHORTEST;

    /** The wait after a run of this length. */
    Duration after(Duration run) {
        if (run.compareTo(GOOD_RUN) >= 0) {
            next = SHORTEST;
        }
        Duration wait = next;
        Duration doubled = next.multipliedBy(2);
        next = doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
        return wait;
    }
}
