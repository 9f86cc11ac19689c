package dev.pullover.simulator;

import dev.pullover.common.ModuleName;
import dev.pullover.common.message.Channel;
import dev.pullover.common.queue.MessageBus;
import dev.pullover.common.queue.MessageReader;
import dev.pullover.common.queue.MessageSender;
import dev.pullover.common.queue.ReaderPosition;
import dev.pullover.simulator.SimulatedQueues.Stored;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/** One process's way to the {@link SimulatedQueues}: without rings and threads. */
final class SimulatedBus implements MessageBus {
    private final SimulatedProcess process;
    private final SimulatedQueues queues;
    private final SimulatedTime time;
    private final BiConsumer<String, Object> delivered;
    private final Set<Channel<?>> read = new LinkedHashSet<>();

    /** @param delivered told of each message that the process is given, and by whom it was sent */
    SimulatedBus(
            SimulatedProcess process,
            SimulatedQueues queues,
            SimulatedTime time,
            BiConsumer<String, Object> delivered) {
        this.process = process;
        this.queues = queues;
        this.time = time;
        this.delivered = delivered;
    }

    @Override
    public <T> MessageSender<T> sender(Channel<T> channel, ModuleName writer) {
        return new Sender<>(channel, writer.word());
    }

    @Override
    public <T> MessageReader<T> reader(Channel<T> channel, Map<String, ReaderPosition> positions) {
        read.add(channel);
        Map<String, Long> next = new HashMap<>();
        positions.forEach((writer, position) -> next.put(writer, position.index()));
        return new Reader<>(channel, next);
    }

    @Override
    public <T> MessageReader<T> readerAtEnd(Channel<T> channel) {
        read.add(channel);
        Map<String, Long> next = new HashMap<>();
        queues.of(channel).forEach((writer, queue) -> next.put(writer, (long) queue.size()));
        return new Reader<>(channel, next);
    }

    @Override
    public Set<Channel<?>> channelsRead() {
        return Set.copyOf(read);
    }

    @Override
    public long dropped() {
        return 0;
    }

    @Override
    public Map<String, Long> waiting() {
        return Map.of();
    }

    @Override
    public void close() {
        // Nothing waits here.
    }

    private final class Sender<T> implements MessageSender<T> {
        private final Channel<T> channel;
        private final String writer;

        Sender(Channel<T> channel, String writer) {
            this.channel = channel;
            this.writer = writer;
        }

        @Override
        public boolean send(T message) {
            process.does("sends " + message);
            queues.append(channel, writer, message);
            return true;
        }

        @Override
        public boolean flush(Duration timeout) {
            return true;
        }

        @Override
        public long dropped() {
            return 0;
        }
    }

    private final class Reader<T> implements MessageReader<T> {
        private final Channel<T> channel;
        private final Map<String, Long> next;

        Reader(Channel<T> channel, Map<String, Long> next) {
            this.channel = channel;
            this.next = next;
        }

        @Override
        public int poll(int limit, MessageHandler<T> handler) {
            int[] count = new int[1];
            queues.of(channel).forEach((writer, queue) -> {
                long index = next.getOrDefault(writer, 0L);
                while (count[0] < limit && index < queue.size() && isVisible(queue, index)) {
                    T message = channel.codec()
                            .decode(ByteBuffer.wrap(queue.get((int) index).bytes()));
                    next.put(writer, ++index);
                    count[0]++;
                    delivered.accept(writer, message);
                    handler.onMessage(writer, message);
                }
            });
            return count[0];
        }

        private boolean isVisible(List<Stored> queue, long index) {
            return queue.get((int) index).visibleNs() <= time.nanos();
        }

        @Override
        public Map<String, ReaderPosition> positions() {
            Map<String, ReaderPosition> positions = new TreeMap<>();
            next.forEach((writer, index) -> positions.put(writer, new ReaderPosition(index, index)));
            return positions;
        }

        @Override
        public long lost() {
            return 0;
        }

        @Override
        public void deletePassed() {
            // Runs are short.
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    }
}
