package dev.pullover.simulator;

import dev.pullover.common.state.Control;
import java.time.Duration;

/** An operator says which server's catalog counts, to whoever runs, until somebody has heard it. */
final class Acceptance {
    /** {@code accept} holds for an hour; an operator who sees that it has not helped says it again. */
    private static final Duration SAID_AGAIN = Duration.ofMinutes(30);

    private final World world;
    private final SimulatedServer server;
    private boolean heard;
    private long saidNs;

    Acceptance(World world, SimulatedServer server) {
        this.world = world;
        this.server = server;
    }

    void say() {
        if (!heard || world.time.nanos() - saidNs > SAID_AGAIN.toNanos()) {
            Control.Request accept = new Control.Request("2", "accept", server.name, 0, "operator", "");
            heard = world.synchrolist.ask(accept).filter(Control.Answer::done).isPresent();
            saidNs = world.time.nanos();
        }
    }
}
