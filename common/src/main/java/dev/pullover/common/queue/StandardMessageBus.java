package dev.pullover.common.queue;

import dev.pullover.common.ModuleName;
import dev.pullover.common.message.Channel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/** Puts rings before the queues of a {@link QueueStorage}, and merges them for readers. */
public final class StandardMessageBus implements MessageBus {
    /** How long the end of a pass waits for queues. */
    public static final Duration FLUSH_TIMEOUT = Duration.ofSeconds(3);

    private final QueueStorage storage;
    private final LongSupplier nanoTime;
    private final Map<String, RingSender<?>> senders = new HashMap<>();
    private final List<MessageReader<?>> readers = new ArrayList<>();
    private final Set<Channel<?>> channelsRead = new HashSet<>();

    /**
     * @param storage where the queues are
     * @param nanoTime the nano-time source of this process
     */
    public StandardMessageBus(QueueStorage storage, LongSupplier nanoTime) {
        this.storage = storage;
        this.nanoTime = nanoTime;
    }

    @Override
    public synchronized <T> MessageSender<T> sender(Channel<T> channel, ModuleName writer) {
        String name = channel.name() + "/" + writer.word();
        // Keyed by the channel's name, so the type of the value is the channel's.
        @SuppressWarnings("unchecked")
        MessageSender<T> sender = (MessageSender<T>) senders.computeIfAbsent(
                name, key -> new RingSender<>(channel, "queue-" + key, () -> storage.appender(channel, writer)));
        return sender;
    }

    @Override
    public synchronized <T> MessageReader<T> reader(Channel<T> channel, Map<String, ReaderPosition> positions) {
        return added(channel, new MergingReader<>(storage, channel, nanoTime, positions, false));
    }

    @Override
    public synchronized <T> MessageReader<T> readerAtEnd(Channel<T> channel) {
        return added(channel, new MergingReader<>(storage, channel, nanoTime, Map.of(), true));
    }

    @Override
    public synchronized Set<Channel<?>> channelsRead() {
        return Set.copyOf(channelsRead);
    }

    @Override
    public synchronized long dropped() {
        return senders.values().stream().mapToLong(RingSender::dropped).sum();
    }

    @Override
    public synchronized Map<String, Long> waiting() {
        Map<String, Long> waiting = new TreeMap<>();
        senders.forEach((name, sender) ->
                waiting.merge(name.substring(0, name.indexOf('/')), (long) sender.waiting(), Long::sum));
        return waiting;
    }

    @Override
    public synchronized void close() {
        readers.forEach(MessageReader::close);
        readers.clear();
        senders.values().forEach(RingSender::beginClose);
        senders.values().forEach(RingSender::close);
        senders.clear();
    }

    private <T> MessageReader<T> added(Channel<T> channel, MessageReader<T> reader) {
        channelsRead.add(channel);
        readers.add(reader);
        return reader;
    }
}
