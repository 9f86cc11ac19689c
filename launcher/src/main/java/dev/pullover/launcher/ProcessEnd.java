package dev.pullover.launcher;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Waits for processes, ours and others, to end. */
final class ProcessEnd {
    /** What the JDK adds to the number of a signal that killed a process. */
    static final int SIGNALLED = 128;

    /** How long a killed process may take until the system has done away with it. */
    static final Duration KILL_TIMEOUT = Duration.ofSeconds(5);

    private static final long LOOK_MS = 20;

    private ProcessEnd() {}

    /** Whether it ended within {@code timeout}. */
    static boolean await(ProcessHandle process, Duration timeout) throws InterruptedException {
        for (long waited = 0; process.isAlive() && waited < timeout.toMillis(); waited += LOOK_MS) {
            TimeUnit.MILLISECONDS.sleep(LOOK_MS);
        }
        return !process.isAlive();
    }
}
