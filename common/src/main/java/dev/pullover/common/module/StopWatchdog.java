package dev.pullover.common.module;

import dev.pullover.common.ExitCode;
import java.time.Duration;

/** Sees to it that a process which was told to stop ends in bounded time. */
public final class StopWatchdog {
    /** A step that has not ended by then after TERM is interrupted … */
    public static final Duration STEP_TIMEOUT = Duration.ofSeconds(8);
    /** … and a process that has not ended by then after that is halted. */
    private static final Duration HALT_TIMEOUT = Duration.ofSeconds(4);

    private StopWatchdog() {}

    /** Watches {@code worker}, which is to end its step. */
    public static void watch(Thread worker) {
        watch(worker, STEP_TIMEOUT);
    }

    /** Watches {@code worker}, which is to end: interrupted after {@code timeout}, and some seconds later halted. */
    static void watch(Thread worker, Duration timeout) {
        Thread watchdog = new Thread(() -> enforce(worker, timeout), "stop-watchdog");
        watchdog.setDaemon(true);
        watchdog.start();
    }

    private static void enforce(Thread worker, Duration timeout) {
        try {
            worker.join(timeout.toMillis());
            worker.interrupt();
            worker.join(HALT_TIMEOUT.toMillis());
            Runtime.getRuntime().halt(ExitCode.FAILURE.number());
        } catch (InterruptedException e) {
            // A daemon thread of a process that is ending: nobody is left to be told.
            Thread.currentThread().interrupt();
        }
    }
}
