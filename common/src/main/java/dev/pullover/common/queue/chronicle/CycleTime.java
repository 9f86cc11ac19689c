package dev.pullover.common.queue.chronicle;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import net.openhft.chronicle.core.time.TimeProvider;
import net.openhft.chronicle.queue.impl.RollingChronicleQueue;

/**
 * The time by which a writer's queue begins a new cycle. It runs ahead of the clock by as many cycles as were ended early,
 * because they had become large, and never falls behind a cycle that is there already. One thread.
 */
final class CycleTime implements TimeProvider {
    private final Clock clock;
    private long aheadMs;
    private long nowMs;

    CycleTime(Clock clock) {
        this.clock = clock;
    }

    /** Passes only here, so that the cycle of the next message is known before it is written. */
    void tick() {
        nowMs = clock.millis() + aheadMs;
    }

    @Override
    public long currentTimeMillis() {
        return nowMs;
    }

    /** What the file of a cycle is called, without its suffix. */
    static String nameOf(RollingChronicleQueue queue, int cycle) {
        return DateTimeFormatter.ofPattern(queue.rollCycle().format(), Locale.ROOT)
                .withZone(ZoneOffset.UTC)
                .format(Instant.ofEpochMilli(startMs(queue, cycle)));
    }

    /** Has the queue go on with the newest of its cycles, if the clock has not got that far. */
    void startWith(RollingChronicleQueue queue) {
        // None is Integer.MIN_VALUE.
        reach(queue, queue.lastCycle());
    }

    /**
     * Has the queue go on with a cycle in which no reader has been, though a power cut may have taken the newest as a whole:
     * two cannot have begun since the disk was last written to.
     */
    void startAfresh(RollingChronicleQueue queue) {
        reach(queue, queue.lastCycle() + 2);
    }

    /** Ends the cycle under way. */
    void endCycle(RollingChronicleQueue queue) {
        reach(queue, queue.lastCycle() + 1);
    }

    private void reach(RollingChronicleQueue queue, int cycle) {
        aheadMs = Math.max(aheadMs, startMs(queue, cycle) - clock.millis());
        tick();
    }

    private static long startMs(RollingChronicleQueue queue, int cycle) {
        return cycle * (long) queue.rollCycle().lengthInMillis() + queue.epoch();
    }
}
