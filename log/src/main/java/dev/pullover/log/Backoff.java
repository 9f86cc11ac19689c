package dev.pullover.log;

import java.util.concurrent.TimeUnit;

/** When to try again what has failed: soon at first, then less often, up to a bound. One thread. */
final class Backoff {
    private static final long SHORTEST_NS = TimeUnit.MILLISECONDS.toNanos(250);
    private static final long LONGEST_NS = TimeUnit.SECONDS.toNanos(5);

    private long waitNs;
    private long failedNs;
    private long firstFailureNs;

    /** Notes a failure; returns whether it is the first in a row. */
    boolean failed(long nowNs) {
        boolean first = waitNs == 0;
        if (first) {
            firstFailureNs = nowNs;
        }
        failedNs = nowNs;
        waitNs = first ? SHORTEST_NS : Math.min(waitNs * 2, LONGEST_NS);
        return first;
    }

    /** Whether it is time to try; always if nothing has failed. */
    boolean mayTry(long nowNs) {
        return waitNs == 0 || nowNs - failedNs >= waitNs;
    }

    /** Notes a success; returns how long it had been failing before, in nanoseconds, or 0. */
    long succeeded(long nowNs) {
        long failing = waitNs == 0 ? 0 : Math.max(1, nowNs - firstFailureNs);
        waitNs = 0;
        return failing;
    }
}
