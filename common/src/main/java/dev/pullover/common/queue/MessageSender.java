package dev.pullover.common.queue;

import java.time.Duration;

/**
 * Sends messages without ever blocking or failing the work: they wait in a bounded ring until one thread appends them.
 * Thread-safe.
 */
public interface MessageSender<T> {
    /**
     * Takes a message for sending. Returns at once.
     *
     * @return whether it was taken; if not, it is dropped and counted
     */
    boolean send(T message);

    /**
     * Waits until everything taken so far has been appended, or dropped.
     *
     * @return whether that was so before {@code timeout} had passed
     */
    boolean flush(Duration timeout) throws InterruptedException;

    /** Messages dropped by this sender: the ring was full, the disk was, or the queue is over its budget. */
    long dropped();
}
