package dev.pullover.synchrolist;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits between two looks of one pass. */
@FunctionalInterface
interface Pause {
    /** How soon it is noticed that the process is to end. */
    Duration SLICE = Duration.ofMillis(50);

    /** Waits; false if told to stop meanwhile. */
    boolean pause(Duration time) throws InterruptedException;

    /** In real time. */
    static Pause unless(BooleanSupplier stopping) {
        return time -> {
            long leftMs = time.toMillis();
            while (leftMs > 0 && !stopping.getAsBoolean()) {
                long slice = Math.min(leftMs, SLICE.toMillis());
                Thread.sleep(slice);
                leftMs -= slice;
            }
            return !stopping.getAsBoolean();
        };
    }
}
