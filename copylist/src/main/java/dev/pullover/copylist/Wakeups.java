package dev.pullover.copylist;

import dev.pullover.common.message.Wanted;
import dev.pullover.common.queue.MessageReader;
import dev.pullover.common.queue.ReaderPosition;
import java.time.Duration;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * When to look into the catalog: at once when synchrolist says that there is something, else now and then, since a message
 * may be lost. One thread.
 */
final class Wakeups implements AutoCloseable {
    private static final int POLL_LIMIT = 1000;
    private static final Duration LOOK_INTERVAL = Duration.ofSeconds(2);
    private static final Duration DELETE_INTERVAL = Duration.ofSeconds(10);

    private final MessageReader<Wanted> reader;
    private final LongSupplier nanoTime;
    private boolean awake = true;
    private long lookedNs;
    private long deletedNs;

    Wakeups(MessageReader<Wanted> reader, LongSupplier nanoTime) {
        this.reader = reader;
        this.nanoTime = nanoTime;
        this.lookedNs = nanoTime.getAsLong();
        this.deletedNs = lookedNs;
    }

    /** Whether there may be something new in the catalog: true until {@link #sawAll()}. */
    boolean isAwake() {
        if (reader.poll(POLL_LIMIT, (writer, wanted) -> {}) > 0) {
            awake = true;
        }
        return awake || nanoTime.getAsLong() - lookedNs >= LOOK_INTERVAL.toNanos();
    }

    /** There is, or may be, something new. */
    void wake() {
        awake = true;
    }

    /** Everything in the catalog was handed out. */
    void sawAll() {
        awake = false;
        lookedNs = nanoTime.getAsLong();
    }

    /** Where reading stands, to be recorded with what it led to. */
    Map<String, ReaderPosition> positions() {
        return reader.positions();
    }

    /** The positions have been recorded: what lies before them can go. */
    void recorded() {
        if (nanoTime.getAsLong() - deletedNs >= DELETE_INTERVAL.toNanos()) {
            deletedNs = nanoTime.getAsLong();
            reader.deletePassed();
        }
    }

    @Override
    public void close() {
        reader.close();
    }
}
