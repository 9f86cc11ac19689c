package dev.pullover.launcher;

import java.time.Duration;

/** How long to wait before a module that ended is started again: longer each time, short again after a good run. */
final class RestartDelay {
    static final Duration SHORTEST = Duration.ofSeconds(1);
    static final Duration LONGEST = Duration.ofSeconds(60);
    /** A run of that length counts as good. */
    static final Duration GOOD_RUN = Duration.ofSeconds(60);
    /** That many short runs one after the other are a crash loop. */
    static final int LOOP = 3;

    private Duration next = SHORTEST;
    private int shortRuns;

    /** The wait after a run of this length. */
    Duration after(Duration run) {
        if (run.compareTo(GOOD_RUN) >= 0) {
            next = SHORTEST;
            shortRuns = 0;
        }
        shortRuns++;
        Duration wait = next;
        Duration doubled = next.multipliedBy(2);
        next = doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
        return wait;
    }

    /** How often it has ended since its last good run. */
    int shortRuns() {
        return shortRuns;
    }

    /** Whether it has ended so often that somebody should look. */
    boolean isLoop() {
        return shortRuns >= LOOP;
    }
}
