package dev.pullover.common.queue;

import dev.pullover.common.ModuleName;
import dev.pullover.common.message.Channel;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/** Queues in memory, for tests and simulation. Messages pass through their codecs, as they would on disk. */
public final class MemoryQueueStorage implements QueueStorage {
    private final ConcurrentMap<String, ConcurrentNavigableMap<Long, byte[]>> queues = new ConcurrentHashMap<>();

    @Override
    public <T> MessageAppender<T> appender(Channel<T> channel, ModuleName writer) {
        return new Appender<>(channel, queue(channel, writer.word()));
    }

    @Override
    public <T> MessageTailer<T> tailer(Channel<T> channel, String writer) {
        return new Tailer<>(channel, queue(channel, writer));
    }

    @Override
    public Set<String> writers(Channel<?> channel) {
        String prefix = channel.name() + "/";
        Set<String> writers = new TreeSet<>();
        for (String name : queues.keySet()) {
            if (name.startsWith(prefix)) {
                writers.add(name.substring(prefix.length()));
            }
        }
        return writers;
    }

    private ConcurrentNavigableMap<Long, byte[]> queue(Channel<?> channel, String writer) {
        return queues.computeIfAbsent(channel.name() + "/" + writer, key -> new ConcurrentSkipListMap<>());
    }

    private static final class Appender<T> implements MessageAppender<T> {
        private final Channel<T> channel;
        private final ConcurrentNavigableMap<Long, byte[]> queue;
        private long sequence;
        private long skipped;

        Appender(Channel<T> channel, ConcurrentNavigableMap<Long, byte[]> queue) {
            this.channel = channel;
            this.queue = queue;
            this.sequence = queue.isEmpty() ? 0 : queue.lastKey();
        }

        @Override
        public boolean append(T message) {
            ByteBuffer buffer = ByteBuffer.allocate(channel.codec().maxBytes());
            channel.codec().encode(message, buffer);
            byte[] bytes = new byte[buffer.flip().remaining()];
            buffer.get(bytes);
            queue.put(++sequence, bytes);
            return true;
        }

        @Override
        public void skip(long messages) {
            sequence += messages;
            skipped += messages;
        }

        @Override
        public long skipped() {
            return skipped;
        }

        @Override
        public void close() {
            // Nothing to release: the queue lives as long as the storage.
        }
    }

    private static final class Tailer<T> implements MessageTailer<T> {
        private final Channel<T> channel;
        private final ConcurrentNavigableMap<Long, byte[]> queue;
        private long index;

        Tailer(Channel<T> channel, ConcurrentNavigableMap<Long, byte[]> queue) {
            this.channel = channel;
            this.queue = queue;
        }

        @Override
        public @Nullable Entry<T> next() {
            var entry = queue.ceilingEntry(index);
            if (entry == null) {
                return null;
            }
            index = entry.getKey() + 1;
            return new Entry<>(entry.getKey(), channel.codec().decode(ByteBuffer.wrap(entry.getValue())));
        }

        @Override
        public long index() {
            return index;
        }

        @Override
        public void moveTo(long newIndex) {
            index = newIndex;
        }

        @Override
        public long moveToEnd() {
            long last = queue.isEmpty() ? 0 : queue.lastKey();
            index = last + 1;
            return last;
        }

        @Override
        public void deleteBefore(long before) {
            // The last message stays, as it does on disk: the next writer goes on from its number.
            if (!queue.isEmpty()) {
                queue.headMap(Math.min(before, queue.lastKey())).clear();
            }
        }

        @Override
        public void close() {
            // Nothing to release: the queue lives as long as the storage.
        }
    }
}
