package dev.pullover.simulator;

import dev.pullover.common.catalog.CatalogFormatException;
import dev.pullover.common.catalog.CatalogHead;
import dev.pullover.common.catalog.CatalogLayout;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Both servers have taken one epoch over, and publish. Replicas may follow one of them, and must take nothing of the other
 * until an operator has decided which of them counts.
 */
final class Fork {
    private final World world;
    private final SimulatedServer winner;
    private final Set<UUID> children = new HashSet<>();
    private boolean decided;
    private final Acceptance acceptance;

    /** @param winner whose outbox counts in the end */
    Fork(World world, SimulatedServer winner) {
        this.world = world;
        this.winner = winner;
        this.acceptance = new Acceptance(world, winner);
    }

    SimulatedServer winner() {
        return winner;
    }

    /** Both have taken over: from now on there are two. */
    void begin() {
        world.servers().forEach(server -> children.add(epoch(server)));
        world.trace.add("owners", "publish on both servers: " + children.size() + " epochs");
        if (children.size() != world.servers().size()) {
            throw new IllegalStateException("no fork: " + children);
        }
    }

    /** Files of these epochs were recorded in the replica, ever. */
    void requireOneSide(Set<UUID> recorded) {
        if (!decided && children.size() > 1 && recorded.containsAll(children)) {
            throw new Violation("both sides of a fork are in the replica, and nobody has decided");
        }
    }

    /** The owners know which one counts; operators can say so from now on. */
    void decide() {
        world.trace.add("operator", "decides for " + winner.name);
        decided = true;
    }

    /** Operators say what was decided to whoever runs. */
    void order() {
        if (decided) {
            acceptance.say();
        }
    }

    private static UUID epoch(SimulatedServer server) {
        Optional<byte[]> head = server.disk.content(SimulatedServer.OUTBOX + "/" + CatalogLayout.HEAD);
        try {
            return CatalogHead.parse(head.orElseThrow()).epoch();
        } catch (CatalogFormatException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether alarms may be cleared: not before the decision. */
    boolean mayClear() {
        return decided || children.isEmpty();
    }
}
