package dev.pullover.common.queue.chronicle;

import java.time.Clock;
import net.openhft.chronicle.core.time.TimeProvider;
import net.openhft.chronicle.queue.impl.RollingChronicleQueue;

/**
 * The time by which a writer's queue begins a new cycle. It runs ahead of the clock by as many cycles as were ended early,
 * because they had become large, and never falls behind a cycle that is there already. One thread.
 */
final class CycleTime implements TimeProvider {
    private final Clock clock;
    private long aheadMs;

    CycleTime(Clock clock) {
        this.clock = clock;
    }

    @Override
    public long currentTimeMillis() {
        return clock.millis() + aheadMs;
    }

    /** Has the queue go on with the newest of its cycles, if the clock has not got that far. */
    void startWith(RollingChronicleQueue queue) {
        // None is Integer.MIN_VALUE.
        reach(queue, queue.lastCycle());
    }

    /** Ends the cycle under way. */
    void endCycle(RollingChronicleQueue queue) {
        reach(queue, queue.lastCycle() + 1);
    }

    private void reach(RollingChronicleQueue queue, int cycle) {
        long startMs = cycle * (long) queue.rollCycle().lengthInMillis() + queue.epoch();
        aheadMs = Math.max(aheadMs, startMs - clock.millis());
    }
}
