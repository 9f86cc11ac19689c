package dev.pullover.simulator;

import dev.pullover.common.ModuleName;
import dev.pullover.common.message.ServerState;
import dev.pullover.common.message.Verdict;
import dev.pullover.common.module.Agent;
import dev.pullover.common.state.Control;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One run: some trouble, then calm, then everything must be as it should. */
public final class Simulation {
    private static final Path SHARED_MEMORY = Path.of("/dev/shm");
    private static final int TURNS = 400;
    /** How long after the last fault all must be well, simulated. */
    private static final Duration PATIENCE = Duration.ofHours(4);
    /** So long steps are small, as long as something moves. */
    private static final Duration LOOKED_AT_CLOSELY = Duration.ofMinutes(2);

    private static final Duration LONGEST_TURN = Duration.ofMillis(150);
    /** A scan waits for seconds, and so do files between two looks. */
    private static final Duration LONGEST_TURN_SCANNING = Duration.ofSeconds(1);

    private static final Duration LONGEST_LEAP = Duration.ofSeconds(20);
    /** So long nothing must change before a run is over. */
    private static final Duration QUIET = Duration.ofSeconds(90);

    private final World world;
    private final Owners owners;
    private final Weather weather;

    private Simulation(World world) {
        this.world = world;
        this.owners = world.plan.scans() ? new ScannedOwners(world) : new Succession(world);
        this.weather = new Weather(world);
    }

    /**
     * Runs one seed.
     *
     * @param events is given everything that happens, one line each
     * @return what came of it
     */
    public static Result run(long seed, Sabotage sabotage, Consumer<String> events) throws IOException {
        Path parent = Files.isWritable(SHARED_MEMORY) ? SHARED_MEMORY : Path.of(System.getProperty("java.io.tmpdir"));
        try (World world = new World(seed, sabotage, Files.createTempDirectory(parent, "pullover-sim-"), events)) {
            Violation violation = null;
            try {
                new Simulation(world).run();
            } catch (Violation e) {
                world.trace.add("simulator", String.valueOf(e.getMessage()));
                violation = e;
            }
            return new Result(
                    seed,
                    world.trace.hash(),
                    world.trace.events(),
                    Duration.ofNanos(world.time.nanos()),
                    violation,
                    world.trace.last());
        }
    }

    private void run() {
        int turns = TURNS / 4 + world.chance.below(TURNS);
        for (int i = 0; i < turns; i++) {
            world.time.pass(world.chance.upTo(world.plan.scans() ? LONGEST_TURN_SCANNING : LONGEST_TURN));
            weather.change();
            owners.proceed();
            owners.order();
            turn();
            world.listeners.turn();
        }
        weather.clear();
        comeToRest();
        world.listeners.settle();
        world.modules().forEach(ModuleSlot::kill);
        world.checks.requireCounted();
        world.listeners.check();
        if (owners.differences() > 0) {
            throw new Violation("outbox and catalog differ");
        }
    }

    private void turn() {
        switch (world.chance.below(12)) {
            case 0 -> owners.edit();
            case 1 -> owners.publish();
            case 2 -> owners.replicate();
            case 3, 4 -> check();
            case 5, 6, 7 -> world.synchrolist.step();
            default -> world.copylist.step();
        }
    }

    private void check() {
        world.testserver.step();
        world.servers().forEach(server -> server.stepsSince++);
    }

    private void comeToRest() {
        owners.settle();
        long begunNs = world.time.nanos();
        long quietNs = begunNs;
        while (world.time.nanos() - quietNs < QUIET.toNanos()) {
            boolean moved = false;
            for (ModuleSlot module : world.modules()) {
                moved |= module.step();
            }
            world.listeners.turn();
            orders();
            Optional<String> wrong = wrong();
            if (wrong.isPresent()) {
                quietNs = world.time.nanos();
            }
            if (world.time.nanos() - begunNs > PATIENCE.toNanos()) {
                throw new Violation("no progress though nothing is wrong any more: " + wrong.orElse("changes"));
            }
            boolean leap = !moved || world.time.nanos() - begunNs > LOOKED_AT_CLOSELY.toNanos();
            world.time.pass(world.chance.upTo(leap ? LONGEST_LEAP : LONGEST_TURN));
        }
    }

    /** The operator clears alarms. */
    private void orders() {
        owners.order();
        if (!owners.mayClear()) {
            return;
        }
        Agent agent = world.testserver.agent();
        Optional<Verdict> verdict = world.checks.lastSent();
        if (agent == null || verdict.isEmpty()) {
            return;
        }
        world.checks.begins(ModuleName.TESTSERVER);
        for (Verdict.Choice choice : verdict.get().servers()) {
            if (choice.state() == ServerState.ALARM) {
                agent.onRequest(new Control.Request("1", "ready", choice.name(), 0, "operator", ""));
            }
        }
    }

    private Optional<String> wrong() {
        Optional<String> difference = owners.difference();
        if (difference.isPresent()) {
            return difference;
        }
        String active = world.checks
                .lastSent()
                .flatMap(Verdict::active)
                .map(Verdict.Choice::name)
                .orElse("none");
        return active.equals(owners.leader().name) ? Optional.empty() : Optional.of("the active server is " + active);
    }

    /**
     * What came of a run.
     *
     * @param hash of everything that happened
     * @param violation what must never happen, and did; null if nothing
     * @param last the last events before the end
     */
    public record Result(
            long seed,
            long hash,
            long events,
            Duration time,
            @Nullable Violation violation,
            List<String> last) {}
}
