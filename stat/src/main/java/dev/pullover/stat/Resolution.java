package dev.pullover.stat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** How finely the history is kept, and how long. */
enum Resolution {
    FINE(Duration.ofSeconds(10), Duration.ofHours(2)),
    MEDIUM(Duration.ofMinutes(1), Duration.ofDays(2)),
    COARSE(Duration.ofHours(1), Duration.ofDays(366));

    private final Duration step;
    private final Duration kept;

    Resolution(Duration step, Duration kept) {
        this.step = step;
        this.kept = kept;
    }

    /** Seconds of one slot; also its number in the database. */
    long seconds() {
        return step.toSeconds();
    }

    /** How long a slot is kept. */
    Duration kept() {
        return kept;
    }

    /** The slot that a moment lies in. */
    long slot(long epochNs) {
        return Math.floorDiv(TimeUnit.NANOSECONDS.toSeconds(epochNs), seconds());
    }

    /** The finest that still has what was {@code age} ago. */
    static Resolution reaching(Duration age) {
        for (Resolution resolution : values()) {
            if (age.compareTo(resolution.kept) < 0) {
                return resolution;
            }
        }
        return COARSE;
    }
}
