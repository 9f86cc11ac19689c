package dev.pullover.copylist;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** When a file that failed is tried again: each time after twice the delay, up to a bound, scattered by a quarter. */
final class Backoff {
    private static final int MAX_DOUBLINGS = 30;
    private static final double SCATTER = 0.25;

    private final RandomGenerator random;

    Backoff(RandomGenerator random) {
        this.random = random;
    }

    /** First and longest delay of a sort of failure. */
    enum Pace {
        /** What is replicated to a server comes within moments, or its replication is broken. */
        NOT_YET(Duration.ofSeconds(1), Duration.ofMinutes(1)),
        RETRY(Duration.ofSeconds(1), Duration.ofMinutes(10)),
        VANISHED(Duration.ofSeconds(10), Duration.ofHours(1));

        private final long firstNs;
        private final long longestNs;

        Pace(Duration first, Duration longest) {
            this.firstNs = first.toNanos();
            this.longestNs = longest.toNanos();
        }
    }

    /**
     * When to try again.
     *
     * @param tries how often it was tried, at least 1
     */
    long nextTryNs(Pace pace, int tries, long nowNs) {
        long factor = 1L << Math.min(tries - 1, MAX_DOUBLINGS);
        long delayNs = factor > pace.longestNs / pace.firstNs ? pace.longestNs : pace.firstNs * factor;
        return nowNs + (long) (delayNs * random.nextDouble(1 - SCATTER, 1 + SCATTER));
    }
}
