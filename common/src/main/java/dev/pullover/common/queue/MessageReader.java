package dev.pullover.common.queue;

import java.util.Map;

/**
 * Reads the queues of all writers of a channel. Messages of one writer come in their order; of two writers, in no
 * particular one. Writers that appear later are found by themselves. Not thread-safe.
 */
public interface MessageReader<T> extends AutoCloseable {
    /**
     * Hands out messages that have come.
     *
     * @param limit most messages to hand out, at least 1
     * @return how many were handed out; 0 if there are none now
     */
    int poll(int limit, MessageHandler<T> handler);

    /** Where reading stands, by writer: what to keep, in the same transaction as the work that the messages led to. */
    Map<String, ReaderPosition> positions();

    /**
     * Messages that were sent but never seen here: dropped by the sender, gone over budget, or unreadable. They are
     * known by gaps in the sequence numbers.
     */
    long lost();

    /**
     * Deletes the parts of the queues that this reader has passed. Only for channels with one reader, and only after
     * {@link #positions()} has been kept.
     */
    void deletePassed();

    @Override
    void close();

    /** Takes messages, see {@link #poll}. */
    @FunctionalInterface
    interface MessageHandler<T> {
        /** A message of {@code writer}. */
        void onMessage(String writer, T message);
    }
}
