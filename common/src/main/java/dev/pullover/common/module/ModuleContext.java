package dev.pullover.common.module;

import dev.pullover.common.EpochTime;
import dev.pullover.common.ModuleName;
import dev.pullover.common.config.Config;
import dev.pullover.common.metrics.Counters;
import dev.pullover.common.queue.MessageBus;
import dev.pullover.common.remote.StoreOpener;
import dev.pullover.common.state.StateDirectory;
import java.time.Clock;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * What a module is given to work with, so that it needs nothing global.
 *
 * @param module whose context this is
 * @param config the whole configuration
 * @param state the state directory, prepared
 * @param bus the queues
 * @param stores opens connections to servers
 * @param counters the module's counters, sent to stat by the runner
 * @param clock wall clock
 * @param nanoTime elapsed time, nanoseconds from an arbitrary origin
 * @param random for jitter and ids
 * @param stopping whether the process is to end: long steps look at it between their parts
 */
public record ModuleContext(
        ModuleName module,
        Config config,
        StateDirectory state,
        MessageBus bus,
        StoreOpener stores,
        Counters counters,
        Clock clock,
        LongSupplier nanoTime,
        RandomGenerator random,
        BooleanSupplier stopping) {

    /** Wall-clock time in nanoseconds since 1970 UTC, as messages and databases carry it. */
    public long nowNs() {
        return EpochTime.nowNs(clock);
    }
}
