package dev.pullover.common.queue;

import dev.pullover.common.message.Channel;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Takes turns between the queues of all writers of a channel, and finds new writers now and then. */
final class MergingReader<T> implements MessageReader<T> {
    private static final long DISCOVERY_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(500);
    /** Messages of one writer before the next one has its turn. */
    private static final int TURN = 256;

    private final QueueStorage storage;
    private final Channel<T> channel;
    private final LongSupplier nanoTime;
    private final Map<String, Source> sources = new LinkedHashMap<>();
    private final Map<String, ReaderPosition> startPositions;
    private long lastDiscoveryNs;
    private long lost;

    MergingReader(
            QueueStorage storage,
            Channel<T> channel,
            LongSupplier nanoTime,
            Map<String, ReaderPosition> positions,
            boolean atEnd) {
        this.storage = storage;
        this.channel = channel;
        this.nanoTime = nanoTime;
        this.startPositions = Map.copyOf(positions);
        discover(atEnd);
    }

    @Override
    public int poll(int limit, MessageHandler<T> handler) {
        if (nanoTime.getAsLong() - lastDiscoveryNs >= DISCOVERY_INTERVAL_NS) {
            discover(false);
        }
        int handled = 0;
        boolean more = true;
        while (more && handled < limit) {
            more = false;
            for (Map.Entry<String, Source> source : sources.entrySet()) {
                int turn = Math.min(TURN, limit - handled);
                int got = source.getValue().poll(source.getKey(), turn, handler);
                handled += got;
                more |= got == turn && turn > 0;
            }
        }
        return handled;
    }

    @Override
    public Map<String, ReaderPosition> positions() {
        Map<String, ReaderPosition> positions = new TreeMap<>(startPositions);
        sources.forEach((writer, source) -> positions.put(writer, source.position()));
        return positions;
    }

    @Override
    public long lost() {
        return lost;
    }

    @Override
    public void deletePassed() {
        sources.values().forEach(source -> source.tailer.deleteBefore(source.tailer.index()));
    }

    @Override
    public void close() {
        sources.values().forEach(source -> source.tailer.close());
        sources.clear();
    }

    private void discover(boolean atEnd) {
        lastDiscoveryNs = nanoTime.getAsLong();
        for (String writer : storage.writers(channel)) {
            if (!sources.containsKey(writer)) {
                sources.put(writer, open(writer, atEnd));
            }
        }
    }

    private Source open(String writer, boolean atEnd) {
        Source source = new Source(storage.tailer(channel, writer));
        ReaderPosition start = startPositions.get(writer);
        if (atEnd) {
            source.sequence = source.tailer.moveToEnd();
        } else if (start != null) {
            source.tailer.moveTo(start.index());
            source.sequence = start.sequence();
        }
        return source;
    }

    /** One writer's queue. */
    private final class Source {
        private final MessageTailer<T> tailer;
        private long sequence;

        Source(MessageTailer<T> tailer) {
            this.tailer = tailer;
        }

        int poll(String writer, int limit, MessageHandler<T> handler) {
            int handled = 0;
            while (handled < limit) {
                MessageTailer.Entry<T> entry = tailer.next();
                if (entry == null) {
                    break;
                }
                lost += gapBefore(entry.sequence());
                sequence = entry.sequence();
                if (entry.message() == null) {
                    lost++;
                } else {
                    handled++;
                    handler.onMessage(writer, entry.message());
                }
            }
            return handled;
        }

        /** A sequence that goes back means a queue made anew: nothing to compare with. */
        private long gapBefore(long next) {
            return next > sequence ? next - sequence - 1 : 0;
        }

        ReaderPosition position() {
            return new ReaderPosition(tailer.index(), sequence);
        }
    }
}
