package dev.pullover.common.queue;

import dev.pullover.common.ModuleName;
import dev.pullover.common.message.Channel;
import java.util.Map;
import java.util.Set;

/** Opens the queues of a state directory. Thread-safe. Closing it closes what it opened. */
public interface MessageBus extends AutoCloseable {
    /**
     * The sender for {@code writer}'s own queue of this channel. The same object each time: one writing process per
     * queue, and within it one sender.
     */
    <T> MessageSender<T> sender(Channel<T> channel, ModuleName writer);

    /**
     * A reader of all writers' queues of this channel.
     *
     * @param positions where to go on, by writer, as {@link MessageReader#positions()} gave them; a writer that is not
     *     named is read from its oldest message
     */
    <T> MessageReader<T> reader(Channel<T> channel, Map<String, ReaderPosition> positions);

    /** A reader that is given only messages which are sent after this call. */
    <T> MessageReader<T> readerAtEnd(Channel<T> channel);

    /** The channels that this bus has readers for. */
    Set<Channel<?>> channelsRead();

    /** Messages that this process could not put into a queue, all senders together. */
    long dropped();

    /** Messages that wait in this process to be put into a queue, by channel. */
    Map<String, Long> waiting();

    /** Sends what waits, within a bounded time, and closes all senders and readers. */
    @Override
    void close();
}
