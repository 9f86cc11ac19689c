package dev.pullover.common.module;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Waits between steps that find nothing to do: shortly at first, then longer, up to a bound. One thread. */
final class IdleStrategy {
    private static final long SHORTEST_NS = TimeUnit.MILLISECONDS.toNanos(1);
    /** Twenty looks a second cost five idle modules well under 1 % of a core, and wake soon enough for people. */
    private static final long LONGEST_NS = TimeUnit.MILLISECONDS.toNanos(50);

    private long waitNs = SHORTEST_NS;

    void idle(int workDone) {
        if (workDone > 0) {
            waitNs = SHORTEST_NS;
            return;
        }
        LockSupport.parkNanos(waitNs);
        waitNs = Math.min(waitNs * 2, LONGEST_NS);
    }
}
