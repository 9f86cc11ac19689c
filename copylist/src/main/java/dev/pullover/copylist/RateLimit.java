package dev.pullover.copylist;

import dev.pullover.common.config.Bandwidth;
import java.io.InterruptedIOException;
import java.time.LocalDateTime;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Holds back who takes bytes, so that all together get no more than the limit, whatever the time of day makes that.
 * Thread-safe.
 *
 * <p>A token bucket that may be overdrawn: bytes have come already when they are counted, so it is who took them that
 * waits, until they are paid for. On average the limit holds exactly; a burst has at most {@value #BURST_MS} ms of it,
 * and what one connection has in flight.
 */
final class RateLimit {
    private static final long BURST_MS = 100;
    private static final long NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Bandwidth bandwidth;
    private final Supplier<LocalDateTime> localTime;
    private final LongSupplier nanoTime;
    private final Sleeper sleeper;
    private long paidNs;

    /**
     * @param localTime of the timetable
     * @param nanoTime elapsed time
     */
    RateLimit(Bandwidth bandwidth, Supplier<LocalDateTime> localTime, LongSupplier nanoTime, Sleeper sleeper) {
        this.bandwidth = bandwidth;
        this.localTime = localTime;
        this.nanoTime = nanoTime;
        this.sleeper = sleeper;
        this.paidNs = nanoTime.getAsLong();
    }

    /** Bytes have come; returns when more may come. */
    void took(long bytes) throws InterruptedIOException {
        if (bandwidth.equals(Bandwidth.UNLIMITED)) {
            return;
        }
        long waitNs = pay(bytes);
        if (waitNs > 0) {
            try {
                sleeper.sleep(waitNs);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted while waiting for bandwidth");
            }
        }
    }

    /** @return until all that was taken so far is paid for, nanoseconds */
    private synchronized long pay(long bytes) {
        long now = nanoTime.getAsLong();
        OptionalLong limit = bandwidth.at(localTime.get());
        if (limit.isEmpty()) {
            paidNs = now;
            return 0;
        }
        long earliest = now - TimeUnit.MILLISECONDS.toNanos(BURST_MS);
        long costNs = (long) ((double) bytes / limit.getAsLong() * NANOS);
        paidNs = Math.max(paidNs - earliest, 0) + earliest + costNs;
        return paidNs - now;
    }

    /** Lets time pass. */
    @FunctionalInterface
    interface Sleeper {
        void sleep(long nanos) throws InterruptedException;
    }
}
