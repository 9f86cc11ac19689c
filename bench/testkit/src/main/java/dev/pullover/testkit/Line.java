package dev.pullover.testkit;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** What all connections of a {@link FaultProxy} share: whether, when and how fast bytes arrive. Thread-safe. */
final class Line {
    private static final long UNLIMITED = Long.MAX_VALUE;

    private boolean stalled;
    private boolean closed;
    private long delayNs;
    private long bytesPerSecond = UNLIMITED;
    /** When the bytes that were let through so far have all been carried, at the limited rate. */
    private long carriedNanos = System.nanoTime();

    synchronized void stall(boolean wanted) {
        stalled = wanted;
        notifyAll();
    }

    synchronized void delay(Duration each) {
        delayNs = each.toNanos();
    }

    synchronized void limit(long rate) {
        bytesPerSecond = rate;
        carriedNanos = System.nanoTime();
    }

    synchronized void heal() {
        delayNs = 0;
        bytesPerSecond = UNLIMITED;
        stall(false);
    }

    synchronized void close() {
        closed = true;
        notifyAll();
    }

    /** When what is sent now arrives, on the nano-time source. */
    synchronized long arrival() {
        return System.nanoTime() + delayNs;
    }

    /**
     * Waits until bytes may arrive.
     *
     * @param arrivalNanos not before that
     * @param limitedBytes how many of them count for the limit
     */
    synchronized void carry(long arrivalNanos, int limitedBytes) throws InterruptedException {
        waitUntil(arrivalNanos);
        if (bytesPerSecond != UNLIMITED && limitedBytes > 0) {
            long costNs = limitedBytes * TimeUnit.SECONDS.toNanos(1) / bytesPerSecond;
            carriedNanos = Math.max(carriedNanos, System.nanoTime()) + costNs;
            waitUntil(carriedNanos);
        }
        while (stalled && !closed) {
            wait();
        }
    }

    private void waitUntil(long nanos) throws InterruptedException {
        for (long left = nanos - System.nanoTime(); left > 0 && !closed; left = nanos - System.nanoTime()) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
    }
}
