package dev.pullover.common.queue;

import org.jspecify.annotations.Nullable;

/** Reads one queue of one writer. One thread only. */
public interface MessageTailer<T> extends AutoCloseable {
    /** The next message, or null if there is none yet. Unreadable messages come with no content. */
    @Nullable
    Entry<T> next();

    /** Where the next message will be read. */
    long index();

    /** Goes to a place that {@link #index()} gave; if it has been deleted, to the oldest message after it. */
    void moveTo(long index);

    /** Goes behind the last message, so that only later ones are read; returns that message's sequence, or 0. */
    long moveToEnd();

    /** Deletes what lies wholly before this place, as far as the storage can. */
    void deleteBefore(long index);

    @Override
    void close();

    /**
     * A message as it lies in the queue.
     *
     * @param sequence number, from 1; a gap to the one before tells how many messages were dropped
     * @param message the content, or null if it cannot be decoded
     */
    record Entry<T>(long sequence, @Nullable T message) {}
}
