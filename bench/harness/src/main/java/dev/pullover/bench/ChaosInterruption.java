package dev.pullover.bench;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets a signal (INT, TERM) interrupt the thread that made this, instead of ending the JVM at once: it has a minute to clean
 * up, until it closes this.
 */
final class ChaosInterruption implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 60;

    private final Thread runner = Thread.currentThread();
    private final CountDownLatch over = new CountDownLatch(1);
    private final Thread hook = new Thread(this::interrupt, "interruption");
    private volatile boolean happened;

    ChaosInterruption() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Whether nothing more should be begun. */
    boolean happened() {
        return happened;
    }

    @Override
    public void close() {
        over.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // It is running: the JVM is ending.
            return;
        }
    }

    private void interrupt() {
        happened = true;
        runner.interrupt();
        try {
            over.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
