package dev.pullover.common.metrics;

import dev.pullover.common.EpochTime;
import dev.pullover.common.ModuleName;
import dev.pullover.common.message.StatUpdate;
import dev.pullover.common.queue.MessageSender;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Sends a module's counters to stat: at once when they changed, but at most once a second, else now and then as a sign of
 * life. So a process that is killed takes at most its last second with it. What is measured only for a report is no
 * change, nor is what counts while nothing happens: it would never be quiet. One thread.
 */
public final class StatReporter {
    private static final long INTERVAL_NS = TimeUnit.SECONDS.toNanos(1);
    private static final long HEARTBEAT_NS = TimeUnit.SECONDS.toNanos(10);

    private final ModuleName module;
    private final Counters counters;
    private final MessageSender<StatUpdate> sender;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private final Runnable measure;
    private final long incarnation;
    private List<StatUpdate.Value> lastNews = List.of();
    private long lastSentNs;

    /**
     * A reporter for the process that starts now: its start time is its incarnation.
     *
     * @param measure called before each report: sets what is measured only then
     */
    public StatReporter(
            ModuleName module,
            Counters counters,
            MessageSender<StatUpdate> sender,
            Clock clock,
            LongSupplier nanoTime,
            Runnable measure) {
        this.module = module;
        this.counters = counters;
        this.sender = sender;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.measure = measure;
        this.incarnation = EpochTime.nowNs(clock);
        this.lastSentNs = nanoTime.getAsLong() - HEARTBEAT_NS;
    }

    /** Sends what is due. To be called after each step. */
    public void tick() {
        if (nanoTime.getAsLong() - lastSentNs >= INTERVAL_NS && dueInNs() <= 0) {
            sendNow();
        }
    }

    /** How long {@link #tick} need not be called if nothing is counted meanwhile, nanoseconds; not above 0: now. */
    public long dueInNs() {
        long sinceSent = nanoTime.getAsLong() - lastSentNs;
        boolean changed = sinceSent < HEARTBEAT_NS && !counters.news().equals(lastNews);
        return (changed ? INTERVAL_NS : HEARTBEAT_NS) - sinceSent;
    }

    /** Sends the counters now: at the end of a process or of a pass. */
    public void sendNow() {
        measure.run();
        send(counters.snapshot());
    }

    private void send(List<StatUpdate.Value> values) {
        long timeNs = EpochTime.nowNs(clock);
        int from = 0;
        do {
            int to = Math.min(from + StatUpdate.MAX_VALUES, values.size());
            sender.send(new StatUpdate(timeNs, module, incarnation, values.subList(from, to)));
            from = to;
        } while (from < values.size());
        lastNews = counters.news();
        lastSentNs = nanoTime.getAsLong();
    }
}
