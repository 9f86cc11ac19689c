package dev.pullover.simulator;

import dev.pullover.common.ExitCode;
import dev.pullover.common.ModuleName;
import dev.pullover.common.config.Config;
import dev.pullover.common.config.LogConfig;
import dev.pullover.common.message.Channel;
import dev.pullover.common.message.LogLevel;
import dev.pullover.common.message.LogLine;
import dev.pullover.common.message.StatUpdate;
import dev.pullover.common.metrics.Counters;
import dev.pullover.common.metrics.StatReporter;
import dev.pullover.common.module.Agent;
import dev.pullover.common.module.ModuleContext;
import dev.pullover.common.queue.MessageBus;
import dev.pullover.common.queue.MessageReader;
import dev.pullover.common.queue.MessageSender;
import dev.pullover.common.queue.StandardMessageBus;
import dev.pullover.common.state.StateDirectory;
import dev.pullover.log.LogDoor;
import dev.pullover.simulator.NumberedQueues.Stored;
import dev.pullover.simulator.disk.Disk;
import dev.pullover.simulator.disk.DiskFileSystem;
import dev.pullover.stat.StatDoor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * stat and log, which listen to the others, and what they are told. Their chance is their own: whatever befalls them, a
 * seed does to the other modules what it always did.
 */
final class Listeners {
    private static final long OWN_CHANCE = 0x5ca1ab1eL;
    private static final long PID = 4711;
    private static final int MOST_FILL = 20;
    private static final int BURST = 30;
    private static final int SPARE_BYTES = 30_000;
    private static final Duration LONGER_THAN_ANY_DELAY = Duration.ofSeconds(12);

    private final World world;
    private final StateDirectory state;
    private final Config config;
    private final NumberedQueues queues;
    private final Disk disk;
    private final CountedTruth counted = new CountedTruth();
    private final LoggedTruth logged = new LoggedTruth();
    private final Map<ModuleName, StatUpdate> lastReports = new EnumMap<>(ModuleName.class);
    final Chance chance;
    final ModuleSlot stat;
    final ModuleSlot log;

    Listeners(World world, long seed, StateDirectory state) {
        this.world = world;
        this.state = state;
        this.chance = new Chance(seed ^ OWN_CHANCE);
        this.queues = new NumberedQueues(world.time, chance);
        this.disk = new Disk(world.replicaClock::nowNs);
        disk.putDirectory(LogFiles.FOLDER);
        world.sabotage.stateDisk(disk);
        Path folder = new DiskFileSystem(disk).path(LogFiles.FOLDER);
        this.config = config(folder);
        this.stat = new ModuleSlot(
                "stat",
                world,
                (process, counters) -> StatDoor.open(context(ModuleName.STAT, state, process, counters)));
        this.log = new ModuleSlot(
                "log",
                world,
                (process, counters) ->
                        LogDoor.open(context(ModuleName.LOG, new StateDirectory(folder), process, counters)));
    }

    /** A process of one of them that begins now. */
    SimulatedProcess process(String name) {
        SimulatedProcess process = new SimulatedProcess(name, chance, world.trace, (renaming, source, target) -> {});
        if (name.equals("log")) {
            disk.observe(process);
        }
        return process;
    }

    /** What sends the counters of a process that begins now. */
    StatReporter reporter(ModuleName module, Counters counters) {
        return new StatReporter(module, counters, new Reports(), world.replicaClock, world.time::nanos, () -> {});
    }

    /** A module has made a step: perhaps it had something to say. */
    void stepped(ModuleName module) {
        if (chance.happens(0.5)) {
            int count = chance.happens(0.03) ? BURST : 1;
            for (int i = 0; i < count; i++) {
                String text = logged.text(module, chance.below(MOST_FILL));
                LogLine line = LogLine.of(world.replicaClock.nowNs(), module, LogLevel.INFO, PID, text);
                logged.logged(text, queues.append(Channel.LOG, module, line));
            }
        }
    }

    /** Perhaps something befalls them, and perhaps they get one step further. */
    void turn() {
        if (chance.strikes(chance.localEvents)) {
            switch (chance.below(3)) {
                case 0 -> disk.resize(disk.usedBytes() + chance.below(SPARE_BYTES));
                case 1 -> disk.resize(Long.MAX_VALUE);
                default -> (chance.happens(0.5) ? stat : log).kill();
            }
        }
        if (chance.happens(0.3)) {
            stat.step();
        }
        if (chance.happens(0.5)) {
            log.step();
        }
    }

    /** From now on nothing goes wrong. */
    void clear() {
        chance.calm();
        disk.resize(Long.MAX_VALUE);
    }

    /** The power of their machine fails. */
    void losePower() {
        stat.kill();
        log.kill();
        disk.losePower(chance.generator());
        queues.losePower();
        logged.powerLost(LogFiles.read(disk));
    }

    /** The others have come to rest, and say how it ended; what was said must have come through. */
    void settle() {
        world.modules().forEach(ModuleSlot::report);
        for (int i = 0; i < LONGER_THAN_ANY_DELAY.toSeconds(); i++) {
            world.time.pass(Duration.ofSeconds(1));
            stat.step();
            log.step();
        }
        pass(stat);
        pass(log);
        stat.kill();
        log.kill();
    }

    /** What came through is the truth. */
    void check() {
        List<StatDoor.Told> dump = StatDoor.dump(state, world.replicaClock.nowNs());
        counted.require(dump);
        world.modules().forEach(module -> Optional.ofNullable(lastReports.get(module.module()))
                .ifPresent(last -> counted.requireLevels(last, dump)));
        world.checks.requireTold(dump);
        logged.require(LogFiles.read(disk), queues.gaps(Channel.LOG));
    }

    private static void pass(ModuleSlot slot) {
        try {
            Agent agent = slot.agent();
            if (agent == null || agent.pass() != ExitCode.OK) {
                throw new Violation(slot.module().word() + " does not end what it has begun");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private ModuleContext context(
            ModuleName module, StateDirectory where, SimulatedProcess process, Counters counters) {
        MessageBus bus = new StandardMessageBus(queues, world.time::nanos);
        return new ModuleContext(
                module,
                config,
                where,
                mortal(world.sabotage.bus(module.word(), bus), process),
                server -> {
                    throw new IllegalStateException(module.word() + " connects to " + server.name());
                },
                counters,
                world.replicaClock,
                world.time::nanos,
                new Random(chance.nextLong()),
                process::isDead);
    }

    /** The process may die before it keeps its positions, and before it deletes what it has kept. */
    private static MessageBus mortal(MessageBus bus, SimulatedProcess process) {
        return Between.calls(MessageBus.class, bus, "reader", (arguments, original) -> {
            MessageReader<?> reader = Between.calls(
                    MessageReader.class, (MessageReader<?>) original.call(), "positions", (none, positions) -> {
                        process.does("tells its positions");
                        return positions.call();
                    });
            return Between.calls(MessageReader.class, reader, "deletePassed", (none, deletePassed) -> {
                process.does("deletes what it has passed");
                return deletePassed.call();
            });
        });
    }

    private Config config(Path folder) {
        Config all = world.config;
        LogConfig files = new LogConfig(
                LogLevel.INFO,
                folder.resolve(LogFiles.TEXT),
                folder.resolve(LogFiles.JSON),
                chance.oneOf(List.of(24L << 10, 96L << 10, 64L << 20)),
                Optional.empty(),
                Integer.MAX_VALUE,
                Optional.empty());
        return new Config(
                all.file(),
                all.replica(),
                all.servers(),
                all.check(),
                all.failback(),
                all.synchro(),
                all.copy(),
                files,
                all.stat(),
                all.publish());
    }

    /** What modules report by. */
    private final class Reports implements MessageSender<StatUpdate> {
        @Override
        public boolean send(StatUpdate update) {
            List<Stored> stored = queues.append(Channel.STAT, update.module(), update);
            counted.reported(update, stored);
            lastReports.put(update.module(), update);
            return !stored.isEmpty();
        }

        @Override
        public boolean flush(Duration timeout) {
            return true;
        }

        @Override
        public long dropped() {
            return 0;
        }
    }
}
