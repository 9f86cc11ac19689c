package dev.pullover.common.module;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/** What the process has been asked to do: to stop, to read its configuration again. Thread-safe. */
final class Wishes {
    private final AtomicBoolean reload = new AtomicBoolean();
    private volatile boolean stop;
    private volatile Runnable onWish = () -> {};

    /**
     * Takes TERM and INT as a wish to stop, and HUP as a wish to reload.
     *
     * @param stopTimeout how long the calling thread may take to end after a wish to stop
     */
    void listenToSignals(Duration stopTimeout) {
        Thread worker = Thread.currentThread();
        Signals.install(
                () -> {
                    wishStop();
                    StopWatchdog.watch(worker, stopTimeout);
                },
                () -> {
                    reload.set(true);
                    onWish.run();
                });
    }

    /** Has {@code action} run whenever something is wished, on whatever thread. */
    void onWish(Runnable action) {
        onWish = action;
    }

    void wishStop() {
        stop = true;
        onWish.run();
    }

    boolean isStop() {
        return stop;
    }

    /** Whether a reload is wished; asked once, it is wished no more. */
    boolean takeReload() {
        return reload.getAndSet(false);
    }
}
