package dev.pullover.common.module;

import java.util.concurrent.locks.LockSupport;

/**
 * Waits between steps that find nothing to do, until it is woken or the agent's time is over. A wake-up costs some 50 µs of
 * a core with all that the JVM does about it, so an idle process should have few of them.
 *
 * <p>One thread waits, the one that made this; any other may {@link #wake} it.
 */
final class IdleStrategy {
    private final Thread waiter = Thread.currentThread();
    private volatile boolean woken;

    /** Waits, unless something was done; at most {@code longestNs}. */
    void idle(int workDone, long longestNs) {
        if (workDone == 0 && !woken) {
            LockSupport.parkNanos(longestNs);
        }
        woken = false;
    }

    /** Ends the wait, or the next one: something may have come. */
    void wake() {
        woken = true;
        LockSupport.unpark(waiter);
    }
}
