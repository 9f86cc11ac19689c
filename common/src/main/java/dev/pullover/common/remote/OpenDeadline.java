package dev.pullover.common.remote;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Closes what it guards when time is up. It makes one deadline of the many waits of a connection's
 * start, some of which have none of their own.
 */
final class OpenDeadline {
    private final CompletableFuture<Void> timer;
    private final AtomicReference<Closeable> guarded = new AtomicReference<>();
    private volatile boolean expired;

    OpenDeadline(Duration timeout) {
        timer = new CompletableFuture<Void>().completeOnTimeout(null, timeout.toMillis(), TimeUnit.MILLISECONDS);
        timer.thenRun(this::expire);
    }

    /** From now on, this is closed when time is up, at once if it is already. */
    void guard(Closeable closeable) {
        guarded.set(closeable);
        if (expired) {
            expire();
        }
    }

    boolean isExpired() {
        return expired;
    }

    /**
     * Ends the guard.
     *
     * @return whether that was in time
     */
    boolean stop() {
        return timer.cancel(false);
    }

    private void expire() {
        expired = true;
        Closeable closeable = guarded.get();
        if (closeable != null) {
            closeQuietly(closeable);
        }
    }

    private static void closeQuietly(Closeable closeable) {
        try {
            closeable.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // ends in the timer's future, where nobody looks
        }
    }
}
