package dev.pullover.common.queue;

import dev.pullover.common.ModuleName;
import dev.pullover.common.message.Channel;
import java.util.Set;

/** Where queues are kept: what an implementation of queues must bring. Thread-safe; what it opens is not. */
public interface QueueStorage {
    /** Opens the end of {@code writer}'s queue, which is made if it is not there. At most one is open at a time. */
    <T> MessageAppender<T> appender(Channel<T> channel, ModuleName writer);

    /** Opens {@code writer}'s queue for reading, at its oldest message. The queue must be there. */
    <T> MessageTailer<T> tailer(Channel<T> channel, String writer);

    /** The writers that have a queue of this channel now. */
    Set<String> writers(Channel<?> channel);

    /**
     * Cheaper than {@link #writers}: something that is equal as long as no writer has come. It may miss one that comes just
     * when it is asked for, so ask for the writers now and then all the same.
     */
    default Object stamp(Channel<?> channel) {
        return writers(channel);
    }
}
