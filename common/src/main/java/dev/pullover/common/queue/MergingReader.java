package dev.pullover.common.queue;

import dev.pullover.common.message.Channel;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes turns between the queues of all writers of a channel, and finds new writers now and then. A queue that cannot be
 * read, because a file of it is damaged, say, is left out, told of, and tried again now and then: the others go on.
 */
final class MergingReader<T> implements MessageReader<T> {
    /** Until a queue that could not be read is tried again; a try may take some seconds. */
    static final Duration RETRY_INTERVAL = Duration.ofSeconds(30);

    private static final Logger log = LoggerFactory.getLogger(MergingReader.class);
    /** How soon a new writer is found by a reader that is never idle; one that is finds it at once … */
    private static final long LOOK_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(500);
    /** … and how soon if its coming was missed. */
    private static final long DISCOVERY_INTERVAL_NS = TimeUnit.SECONDS.toNanos(5);
    /** Messages of one writer before the next one has its turn. */
    private static final int TURN = 256;

    private final QueueStorage storage;
    private final Channel<T> channel;
    private final LongSupplier nanoTime;
    private final Map<String, Source> sources = new LinkedHashMap<>();
    private final Map<String, ReaderPosition> startPositions;
    private final Map<String, LeftOut> leftOut = new HashMap<>();
    private Object lastStamp = "";
    private boolean busy;
    private long lastLookNs;
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
        this.startPositions = new HashMap<>(positions);
        discover(atEnd, storage.stamp(channel));
    }

    @Override
    public int poll(int limit, MessageHandler<T> handler) {
        lookForWriters();
        int handled = 0;
        boolean more = true;
        while (more && handled < limit) {
            more = false;
            for (Iterator<Source> turns = sources.values().iterator(); turns.hasNext(); ) {
                Source source = turns.next();
                int turn = Math.min(TURN, limit - handled);
                int got = source.poll(turn, handler);
                handled += got;
                more |= got == turn && turn > 0;
                if (source.failure != null) {
                    turns.remove();
                    leaveOut(source, source.failure);
                }
            }
        }
        busy = handled > 0;
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
        sources.values().forEach(source -> close(source.tailer));
        sources.clear();
    }

    private void lookForWriters() {
        long now = nanoTime.getAsLong();
        if (busy && now - lastLookNs < LOOK_INTERVAL_NS) {
            return;
        }
        lastLookNs = now;
        Object stamp = storage.stamp(channel);
        if (now - lastDiscoveryNs >= DISCOVERY_INTERVAL_NS || !stamp.equals(lastStamp)) {
            discover(false, stamp);
        }
    }

    /** @param stamp taken before the writers are listed: who comes meanwhile is seen by the next look */
    private void discover(boolean atEnd, Object stamp) {
        lastDiscoveryNs = nanoTime.getAsLong();
        lastStamp = stamp;
        for (String writer : storage.writers(channel)) {
            LeftOut before = leftOut.get(writer);
            boolean isDue = before == null || lastDiscoveryNs - before.sinceNs >= RETRY_INTERVAL.toNanos();
            if (!sources.containsKey(writer) && isDue) {
                tryToOpen(writer, atEnd || before != null && before.atEnd);
            }
        }
    }

    private void tryToOpen(String writer, boolean atEnd) {
        MessageTailer<T> tailer = null;
        try {
            tailer = storage.tailer(channel, writer);
            sources.put(writer, begin(new Source(writer, tailer), atEnd));
        } catch (Exception | AssertionError | InternalError e) {
            failUnlessInterrupted(e);
            close(tailer);
            leaveOut(writer, atEnd, e);
        }
    }

    private Source begin(Source source, boolean atEnd) {
        ReaderPosition start = startPositions.get(source.writer);
        if (atEnd) {
            source.sequence = source.tailer.moveToEnd();
        } else if (start != null) {
            source.tailer.moveTo(start.index());
            source.sequence = start.sequence();
        }
        return source;
    }

    private void leaveOut(Source source, Throwable why) {
        try {
            startPositions.put(source.writer, source.position());
        } catch (Exception | AssertionError | InternalError e) {
            // It is read again from where it was opened.
            why.addSuppressed(e);
        }
        close(source.tailer);
        leaveOut(source.writer, false, why);
    }

    private void leaveOut(String writer, boolean atEnd, Throwable why) {
        LeftOut before = leftOut.put(writer, new LeftOut(nanoTime.getAsLong(), atEnd));
        if (before == null) {
            log.error(
                    "{}/{}: the queue cannot be read, and is left out until it can: {}",
                    channel.name(),
                    writer,
                    reason(why));
        }
    }

    private static String reason(Throwable why) {
        return why instanceof UncheckedIOException ? String.valueOf(why.getMessage()) : why.toString();
    }

    private void close(@Nullable MessageTailer<T> broken) {
        try {
            if (broken != null) {
                broken.close();
            }
        } catch (Exception | AssertionError | InternalError e) {
            log.debug("{}: {}", channel.name(), e.toString());
        }
    }

    /** An interrupted thread is to end: no queue is to blame. */
    private static void failUnlessInterrupted(Throwable e) {
        if (Thread.currentThread().isInterrupted()) {
            throw new IllegalStateException("interrupted while reading a queue", e);
        }
    }

    /**
     * A queue that could not be read, until a message of it is.
     *
     * @param sinceNs when it was last tried
     * @param atEnd whether it is to be read from its end on, once it can be
     */
    private record LeftOut(long sinceNs, boolean atEnd) {}

    /** One writer's queue. */
    private final class Source {
        private final String writer;
        private final MessageTailer<T> tailer;
        private long sequence;
        /** Why it can be read no more. */
        private @Nullable Throwable failure;

        Source(String writer, MessageTailer<T> tailer) {
            this.writer = writer;
            this.tailer = tailer;
        }

        int poll(int limit, MessageHandler<T> handler) {
            int handled = 0;
            while (handled < limit) {
                MessageTailer.Entry<T> entry = next();
                if (entry == null) {
                    break;
                }
                lost += gapBefore(entry.sequence());
                sequence = entry.sequence();
                if (!leftOut.isEmpty() && leftOut.remove(writer) != null) {
                    log.info("{}/{}: the queue can be read again", channel.name(), writer);
                }
                if (entry.message() == null) {
                    lost++;
                } else {
                    handled++;
                    handler.onMessage(writer, entry.message());
                }
            }
            return handled;
        }

        /** Libraries throw checked exceptions, too, without saying so. */
        private MessageTailer.@Nullable Entry<T> next() {
            try {
                return tailer.next();
            } catch (Exception | AssertionError | InternalError e) {
                failUnlessInterrupted(e);
                failure = e;
                return null;
            }
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
