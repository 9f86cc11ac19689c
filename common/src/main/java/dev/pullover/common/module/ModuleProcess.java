package dev.pullover.common.module;

import dev.pullover.common.ExitCode;
import dev.pullover.common.ModuleName;
import dev.pullover.common.ScratchDirectory;
import dev.pullover.common.config.Config;
import dev.pullover.common.logging.Logging;
import dev.pullover.common.message.Channel;
import dev.pullover.common.metrics.Counter;
import dev.pullover.common.metrics.Counters;
import dev.pullover.common.metrics.ProcessUsage;
import dev.pullover.common.metrics.StatReporter;
import dev.pullover.common.queue.MessageBus;
import dev.pullover.common.queue.StandardMessageBus;
import dev.pullover.common.queue.chronicle.ChronicleStorage;
import dev.pullover.common.queue.file.FileQueueStorage;
import dev.pullover.common.remote.RemoteStores;
import dev.pullover.common.remote.SharedStores;
import dev.pullover.common.remote.StoreOpener;
import dev.pullover.common.state.SiteMarks;
import dev.pullover.common.state.StateDirectory;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A process that stands for one or several modules: their locks, the queues, the logging, the counters. Made by a
 * command, closed at its end; not thread-safe but for {@link #requestStop} and {@link #isStopping}.
 */
public final class ModuleProcess implements AutoCloseable {
    private final Wishes wishes;
    private final Config config;
    private final ModuleName writer;
    private final StateDirectory state;
    private final List<ModuleLock> locks = new ArrayList<>();
    private final MessageBus bus;
    private final Clock clock = Clock.systemUTC();
    private final Map<ModuleName, Counters> counters = new EnumMap<>(ModuleName.class);
    private final Map<ModuleName, StatReporter> reporters = new EnumMap<>(ModuleName.class);
    private final Runnable logTick;
    /** Only where several modules work one after another. */
    private final @Nullable SharedStores shared;

    private long countedDropped;

    private ModuleProcess(
            Wishes wishes, Config config, ModuleName writer, List<ModuleName> modules, Duration lockPatience) {
        this.wishes = wishes;
        this.config = config;
        this.writer = writer;
        this.state = new StateDirectory(config.requireReplica().state()).prepare();
        this.shared = modules.size() > 1 ? new SharedStores(opener(config)) : null;
        try {
            takeLocks(modules, lockPatience);
            SiteMarks.check(state, config.requireReplica().directory());
        } catch (RuntimeException e) {
            locks.forEach(ModuleLock::close);
            throw e;
        }
        ScratchDirectory.sweep(clock.instant());
        ScratchDirectory.sweep(state.root(), clock.instant());
        this.bus = openBus(config, state, clock);
        this.logTick = Logging.toQueue(
                bus.sender(Channel.LOG, writer), writer, clock, config.log().level(), state.crashes());
    }

    /**
     * Starts a process for one module.
     *
     * @throws dev.pullover.common.PulloverException if the module is running already, or the state directory is unusable
     */
    public static ModuleProcess forModule(Config config, ModuleName module) {
        return forModule(config, module, Duration.ZERO);
    }

    /**
     * Same, waiting for another process that runs it.
     *
     * @param lockPatience how long
     */
    public static ModuleProcess forModule(Config config, ModuleName module, Duration lockPatience) {
        return new ModuleProcess(new Wishes(), config, module, List.of(module), lockPatience);
    }

    /**
     * Same, for a module that runs until TERM or INT; HUP asks it to read its configuration again. The signals are
     * taken before the lock is: who sees the lock may send them.
     */
    public static ModuleProcess forDaemon(Config config, ModuleName module) {
        return forDaemon(config, module, StopWatchdog.STEP_TIMEOUT);
    }

    /** Same, for a daemon with another bound for its end: after TERM, the calling thread may take that long. */
    public static ModuleProcess forDaemon(Config config, ModuleName module, Duration stopTimeout) {
        Wishes wishes = new Wishes();
        wishes.listenToSignals(stopTimeout);
        return new ModuleProcess(wishes, config, module, List.of(module), Duration.ZERO);
    }

    /**
     * Starts a process that stands for all modules of a replica server, and for the supervisor.
     *
     * @param lockPatience how long to wait for other processes that run one of them
     */
    public static ModuleProcess forAll(Config config, Duration lockPatience) {
        List<ModuleName> all = new ArrayList<>(ModuleName.REPLICA_MODULES);
        all.add(ModuleName.LAUNCHER);
        return new ModuleProcess(new Wishes(), config, ModuleName.LAUNCHER, all, lockPatience);
    }

    private void takeLocks(List<ModuleName> modules, Duration patience) {
        long deadlineNs = System.nanoTime() + patience.toNanos();
        for (ModuleName module : modules) {
            Duration left = Duration.ofNanos(Math.max(0, deadlineNs - System.nanoTime()));
            locks.add(ModuleLock.acquire(
                    state.lock(module), module.word(), clock.instant(), patience.isZero() ? patience : left));
        }
    }

    /** The queues alone, for a short command that is no module: it may only write as {@link ModuleName#CLI}, and read. */
    public static MessageBus openBus(Config config, StateDirectory state, Clock clock) {
        long reserve = FileQueueStorage.reserveFor(config.requireReplica());
        return new StandardMessageBus(
                new ChronicleStorage(state.queues(), reserve, clock, System::nanoTime), System::nanoTime);
    }

    /** What {@code module} is given to work with. */
    public ModuleContext context(ModuleName module) {
        return context(module, config);
    }

    /** The same after the configuration was reloaded. */
    ModuleContext context(ModuleName module, Config current) {
        Counters own = counters.computeIfAbsent(module, name -> new Counters());
        return new ModuleContext(
                module,
                current,
                state,
                bus,
                shared != null ? shared : opener(current),
                own,
                clock,
                System::nanoTime,
                RandomGenerator.getDefault(),
                this::isStopping);
    }

    private static StoreOpener opener(Config config) {
        return server -> RemoteStores.open(
                server,
                config.copy().transport(),
                config.check().timeout(),
                config.copy().connections());
    }

    /** Runs {@code module} until a signal ends it. */
    public ExitCode run(Module module) {
        return new ModuleRunner(module, this, context(module.name())).run();
    }

    /** Does one pass of {@code module}, and sends its counters. */
    public ExitCode once(Module module) throws InterruptedException {
        try (Agent agent = module.open(context(module.name()))) {
            return agent.pass();
        } finally {
            countDropped(module.name());
            reporter(module.name()).sendNow();
        }
    }

    /** Waits until what was logged and counted so far can be read by log and stat. */
    public void flush() throws InterruptedException {
        for (ModuleName module : counters.keySet()) {
            bus.sender(Channel.STAT, module).flush(StandardMessageBus.FLUSH_TIMEOUT);
        }
        bus.sender(Channel.LOG, writer).flush(StandardMessageBus.FLUSH_TIMEOUT);
    }

    /** The queues of this process. */
    public MessageBus bus() {
        return bus;
    }

    /** The state directory. */
    public StateDirectory state() {
        return state;
    }

    /** Asks steps and loops to end. */
    public void requestStop() {
        wishes.wishStop();
    }

    /** Has {@code action} run whenever the process is asked to do something. */
    public void onWish(Runnable action) {
        wishes.onWish(action);
    }

    /** Whether they are to end. */
    public boolean isStopping() {
        return wishes.isStop();
    }

    /** Whether the configuration is to be read again; asked once, it is wished no more. */
    public boolean takeReloadWish() {
        return wishes.takeReload();
    }

    /** Sends what waits, closes the queues and gives back the locks. */
    @Override
    public void close() {
        reporters.values().forEach(StatReporter::sendNow);
        if (shared != null) {
            shared.close();
        }
        Logging.toStderr();
        bus.close();
        locks.forEach(ModuleLock::close);
    }

    /** Sends what is due of {@code module}'s counters, and of repeated log lines. */
    void report(ModuleName module) {
        logTick.run();
        countDropped(module);
        reporter(module).tick();
    }

    /** How long {@link #report} need not be called if nothing is counted meanwhile, nanoseconds, at least 1. */
    long reportDueInNs(ModuleName module) {
        return Math.max(1, reporter(module).dueInNs());
    }

    private void countDropped(ModuleName module) {
        long dropped = bus.dropped();
        if (dropped > countedDropped) {
            context(module).counters().add(Counter.MESSAGES_DROPPED, dropped - countedDropped);
            countedDropped = dropped;
        }
    }

    private StatReporter reporter(ModuleName module) {
        Counters own = context(module).counters();
        return reporters.computeIfAbsent(
                module,
                name -> new StatReporter(
                        name, own, bus.sender(Channel.STAT, name), clock, System::nanoTime, () -> measure(own)));
    }

    private void measure(Counters own) {
        bus.waiting().forEach((queue, messages) -> own.set(Counter.QUEUE_LENGTH, queue, messages));
        // One that stands for several modules belongs to none of them.
        if (locks.size() == 1) {
            ProcessUsage.measure(own);
        }
    }
}
