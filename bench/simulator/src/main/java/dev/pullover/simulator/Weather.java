package dev.pullover.simulator;

import dev.pullover.common.message.FaultKind;
import java.time.Duration;
import java.util.List;

/** What befalls machines and servers. */
final class Weather {
    private static final List<FaultKind> FAILURES =
            List.of(FaultKind.REFUSED, FaultKind.RESET, FaultKind.TIMEOUT, FaultKind.UNREACHABLE, FaultKind.HOST_KEY);
    private static final int SPARE_BYTES = 120_000;
    private static final Duration LONGEST_JUMP = Duration.ofHours(2);

    private final World world;
    private final Chance chance;

    Weather(World world) {
        this.world = world;
        this.chance = world.chance;
    }

    /** Perhaps something changes. */
    void change() {
        world.serverClocks.change();
        if (chance.strikes(chance.serverEvents)) {
            SimulatedServer server = chance.oneOf(world.servers());
            server.failure = server.failure == null ? chance.oneOf(FAILURES) : null;
            server.failingSinceNs = world.time.nanos();
            server.stepsSince = 0;
            world.trace.add(server.name, "fails: " + server.failure);
        }
        if (chance.strikes(chance.localEvents)) {
            switch (chance.below(5)) {
                case 0 -> world.losePowerOfReplica();
                case 1 -> fillDisk();
                case 2 -> empty();
                case 3 -> jump();
                default -> {
                    ModuleSlot module = chance.oneOf(world.modules());
                    world.trace.add("operator", "kills a module");
                    module.kill();
                }
            }
        }
    }

    /** From now on the sun shines. */
    void clear() {
        chance.calm();
        world.serverClocks.clear();
        world.servers().forEach(server -> server.failure = null);
        empty();
        world.listeners.clear();
    }

    private void fillDisk() {
        world.trace.add("replica", "has little space");
        world.replica.resize(world.replica.usedBytes() + chance.below(SPARE_BYTES));
    }

    private void empty() {
        world.trace.add("replica", "has space");
        world.replica.resize(Long.MAX_VALUE);
    }

    private void jump() {
        Duration by = chance.upTo(LONGEST_JUMP.multipliedBy(2)).minus(LONGEST_JUMP);
        world.trace.add("replica", "has its clock set by " + by.toSeconds() + " s");
        world.replicaClock.jump(by);
    }
}
