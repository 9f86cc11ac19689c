package dev.pullover.testkit;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for a condition, with a time-out: the only place where tests pass time. */
public final class Await {
    private static final Duration POLL = Duration.ofMillis(2);

    private Await() {}

    /**
     * Returns as soon as {@code condition} holds. The calling thread evaluates it.
     *
     * @param description what is awaited, for the message: "the backup is chosen"
     * @throws AssertionError if it does not hold within {@code timeout}
     * @throws IllegalStateException if the thread is interrupted; it stays so
     */
    public static void until(Duration timeout, String description, BooleanSupplier condition) {
        if (!within(timeout, condition)) {
            throw new AssertionError("not within " + timeout.toMillis() + " ms: " + description);
        }
    }

    /**
     * Same as {@link #until}, but tells instead of throwing.
     *
     * @return whether the condition held within {@code timeout}
     */
    public static boolean within(Duration timeout, BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > timeout.toNanos()) {
                return false;
            }
            LockSupport.parkNanos(POLL.toNanos());
            if (Thread.currentThread().isInterrupted()) {
                throw new IllegalStateException("interrupted while waiting");
            }
        }
        return true;
    }
}
