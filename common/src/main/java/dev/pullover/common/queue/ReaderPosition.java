package dev.pullover.common.queue;

/**
 * Where a reader stands in one writer's queue.
 *
 * @param index the next message to read, in the implementation's own terms
 * @param sequence number of the last message read, 0 if none
 */
public record ReaderPosition(long index, long sequence) {
    /** Before the oldest message. */
    public static final ReaderPosition START = new ReaderPosition(0, 0);
}
