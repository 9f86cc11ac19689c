package dev.pullover.simulator;

import dev.pullover.common.ModuleName;
import dev.pullover.common.message.Channel;
import dev.pullover.common.queue.MessageAppender;
import dev.pullover.common.queue.MessageTailer;
import dev.pullover.common.queue.QueueStorage;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The queues that stat and log read, numbered as on disk: of what is dropped a number stays free, what was read by all is
 * deleted, the end may be lost with the power, its numbers are used again, but not its places. The reader's own logic is
 * above it.
 */
final class NumberedQueues implements QueueStorage {
    private static final Duration LONGEST_DELAY = Duration.ofSeconds(5);
    private static final int LOST_WITH_POWER = 4;

    private final SimulatedTime time;
    private final Chance chance;
    private final Map<String, Queue> queues = new TreeMap<>();

    NumberedQueues(SimulatedTime time, Chance chance) {
        this.time = time;
        this.chance = chance;
    }

    /**
     * Puts a message at the end of a queue; it may be dropped, come twice, or late.
     *
     * @return as often as the queue has accepted it
     */
    <T> List<Stored> append(Channel<T> channel, ModuleName writer, T message) {
        Queue queue = queue(channel, writer.word());
        if (chance.strikes(chance.lostMessages)) {
            queue.sequence++;
            return List.of();
        }
        Duration delay = chance.strikes(chance.lostMessages) ? chance.upTo(LONGEST_DELAY) : Duration.ZERO;
        long visibleNs = time.nanos() + delay.toNanos();
        byte[] bytes = encode(channel, message);
        List<Stored> stored = new ArrayList<>();
        stored.add(queue.add(bytes, visibleNs));
        if (chance.strikes(chance.lostMessages)) {
            stored.add(queue.add(bytes, visibleNs));
        }
        return stored;
    }

    /** With the power goes what was not written back. */
    void losePower() {
        queues.values().forEach(queue -> {
            for (int lost = chance.below(LOST_WITH_POWER); lost > 0 && !queue.messages.isEmpty(); lost--) {
                queue.messages.pollLastEntry().getValue().lost = true;
            }
            queue.sequence = queue.lastSequence();
        });
    }

    /** Numbers of a channel that are free before the last message of its queue. */
    long gaps(Channel<?> channel) {
        return queues.entrySet().stream()
                .filter(queue -> queue.getKey().startsWith(channel.name() + "/"))
                .mapToLong(queue -> queue.getValue().gaps)
                .sum();
    }

    @Override
    public <T> MessageAppender<T> appender(Channel<T> channel, ModuleName writer) {
        throw new UnsupportedOperationException("there are no threads here: see append");
    }

    @Override
    public <T> MessageTailer<T> tailer(Channel<T> channel, String writer) {
        return new Tailer<>(channel, queue(channel, writer));
    }

    @Override
    public Set<String> writers(Channel<?> channel) {
        Set<String> writers = new java.util.TreeSet<>();
        for (String name : queues.keySet()) {
            if (name.startsWith(channel.name() + "/")) {
                writers.add(name.substring(channel.name().length() + 1));
            }
        }
        return writers;
    }

    private Queue queue(Channel<?> channel, String writer) {
        return queues.computeIfAbsent(channel.name() + "/" + writer, none -> new Queue());
    }

    private static <T> byte[] encode(Channel<T> channel, T message) {
        ByteBuffer buffer = ByteBuffer.allocate(channel.codec().maxBytes());
        channel.codec().encode(message, buffer);
        byte[] bytes = new byte[buffer.flip().remaining()];
        buffer.get(bytes);
        return bytes;
    }

    /** A message that a queue has accepted. */
    static final class Stored {
        private final long sequence;
        private final byte[] bytes;
        private final long visibleNs;
        private boolean lost;
        private boolean deleted;

        private Stored(long sequence, byte[] bytes, long visibleNs) {
            this.sequence = sequence;
            this.bytes = bytes;
            this.visibleNs = visibleNs;
        }

        /** Whether a power cut took it. */
        boolean isLost() {
            return lost;
        }

        /** Whether it can still be read. */
        boolean isThere() {
            return !lost && !deleted;
        }
    }

    private static final class Queue {
        /** By their places. */
        private final TreeMap<Long, Stored> messages = new TreeMap<>();

        private long lastPlace;
        private long sequence;
        private long gaps;

        private Stored add(byte[] bytes, long visibleNs) {
            gaps += sequence - lastSequence();
            Stored stored = new Stored(++sequence, bytes, visibleNs);
            messages.put(++lastPlace, stored);
            return stored;
        }

        private long lastSequence() {
            return messages.isEmpty() ? 0 : messages.lastEntry().getValue().sequence;
        }

        private long end() {
            return messages.isEmpty() ? 1 : messages.lastKey() + 1;
        }
    }

    private final class Tailer<T> implements MessageTailer<T> {
        private final Channel<T> channel;
        private final Queue queue;
        private long index;

        Tailer(Channel<T> channel, Queue queue) {
            this.channel = channel;
            this.queue = queue;
        }

        @Override
        public @Nullable Entry<T> next() {
            Map.Entry<Long, Stored> found = queue.messages.ceilingEntry(index);
            if (found == null || found.getValue().visibleNs > time.nanos()) {
                return null;
            }
            index = found.getKey() + 1;
            Stored stored = found.getValue();
            return new Entry<>(stored.sequence, channel.codec().decode(ByteBuffer.wrap(stored.bytes)));
        }

        @Override
        public long index() {
            return index;
        }

        /** A place that a power cut took is the end. */
        @Override
        public void moveTo(long newIndex) {
            index = Math.min(newIndex, queue.end());
        }

        @Override
        public long moveToEnd() {
            index = queue.end();
            return queue.lastSequence();
        }

        /** The last message stays, as it does on disk: the next writer goes on from its number. */
        @Override
        public void deleteBefore(long before) {
            if (!queue.messages.isEmpty()) {
                Map<Long, Stored> passed = queue.messages.headMap(Math.min(before, queue.messages.lastKey()));
                passed.values().forEach(stored -> stored.deleted = true);
                passed.clear();
            }
        }

        @Override
        public void close() {
            // Queues outlive their readers.
        }
    }
}
