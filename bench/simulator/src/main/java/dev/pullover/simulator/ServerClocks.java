package dev.pullover.simulator;

import java.time.Duration;
import java.util.List;

/**
 * What is wrong with the clocks of the servers, by which files are dated there and publishers say when they published: they
 * differ from each other and from the replica's, and are set, also back. Their chance is their own: a seed does to all
 * others what it would without.
 */
final class ServerClocks {
    private static final long OWN_CHANCE = 0xc10c5L;
    /** How far one may be set at once, in either direction. */
    private static final List<Duration> LONGEST_JUMPS =
            List.of(Duration.ofSeconds(3), Duration.ofMinutes(2), Duration.ofHours(3), Duration.ofDays(400));

    private final World world;
    private final Chance chance;

    ServerClocks(World world, long seed) {
        this.world = world;
        this.chance = new Chance(seed ^ OWN_CHANCE);
        if (!world.plan.wrongClocks()) {
            chance.calm();
        } else if (chance.happens(0.5)) {
            world.servers().forEach(this::set);
        }
    }

    /** Perhaps one of them is set. */
    void change() {
        if (chance.strikes(chance.serverEvents)) {
            set(chance.oneOf(world.servers()));
        }
    }

    /** From now on they go right, however wrong they are. */
    void clear() {
        chance.calm();
    }

    private void set(SimulatedServer server) {
        Duration longest = chance.oneOf(LONGEST_JUMPS);
        Duration by = chance.upTo(longest.multipliedBy(2)).minus(longest);
        world.trace.add(server.name, "has its clock set by " + by.toSeconds() + " s");
        server.clock.jump(by);
    }
}
