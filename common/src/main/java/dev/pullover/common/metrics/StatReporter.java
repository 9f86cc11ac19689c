package dev.pullover.common.metrics;

import dev.pullover.common.EpochTime;
import dev.pullover.common.ModuleName;
import dev.pullover.common.message.StatUpdate;
import dev.pullover.common.queue.MessageSender;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Sends a module's counters to stat, every two seconds when they changed, else now and then as a sign of life. One thread. */
public final class StatReporter {
    private static final long INTERVAL_NS = TimeUnit.SECONDS.toNanos(2);
    private static final long HEARTBEAT_NS = TimeUnit.SECONDS.toNanos(10);

    private final ModuleName module;
    private final Counters counters;
    private final MessageSender<StatUpdate> sender;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private final long incarnation;
    private List<StatUpdate.Value> lastSent = List.of();
    private long lastLookNs;
    private long lastSentNs;

    /** A reporter for the process that starts now: its start time is its incarnation. */
    public StatReporter(
            ModuleName module,
            Counters counters,
            MessageSender<StatUpdate> sender,
            Clock clock,
            LongSupplier nanoTime) {
        this.module = module;
        this.counters = counters;
        this.sender = sender;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.incarnation = EpochTime.nowNs(clock);
        this.lastLookNs = nanoTime.getAsLong() - INTERVAL_NS;
        this.lastSentNs = lastLookNs - HEARTBEAT_NS;
    }

    /** Sends what is due. To be called often. */
    public void tick() {
        long now = nanoTime.getAsLong();
        if (now - lastLookNs < INTERVAL_NS) {
            return;
        }
        lastLookNs = now;
        List<StatUpdate.Value> values = counters.snapshot();
        if (!values.equals(lastSent) || now - lastSentNs >= HEARTBEAT_NS) {
            send(values);
        }
    }

    /** Sends the counters now: at the end of a process or of a pass. */
    public void sendNow() {
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
        lastSent = values;
        lastSentNs = nanoTime.getAsLong();
    }
}
