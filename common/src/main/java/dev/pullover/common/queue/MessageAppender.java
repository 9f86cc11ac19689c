package dev.pullover.common.queue;

/** Puts messages at the end of one queue, numbering them without gaps but for what was dropped. One thread only. */
public interface MessageAppender<T> extends AutoCloseable {
    /**
     * Appends a message.
     *
     * @return whether it was appended; if not (disk full, over budget), the caller counts it as dropped
     */
    boolean append(T message);

    /** Wakes those who read: to be called when no more messages follow for the moment. */
    default void announce() {}

    /** Leaves out {@code messages} sequence numbers, at least 0, so that readers see how many were dropped. */
    void skip(long messages);

    /** Sequence numbers left out so far. */
    long skipped();

    @Override
    void close();
}
