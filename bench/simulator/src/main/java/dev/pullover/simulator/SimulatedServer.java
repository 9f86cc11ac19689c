package dev.pullover.simulator;

import dev.pullover.common.message.FaultKind;
import dev.pullover.simulator.disk.Disk;
import org.jspecify.annotations.Nullable;

/** A server as it is from outside. */
final class SimulatedServer {
    static final String OUTBOX = "/outbox";

    final String name;
    final Disk disk;
    /** How it fails at the moment; null if it does not. */
    @Nullable
    FaultKind failure;
    /** Since when it fails in one way or another, elapsed time; 0 if it does not. */
    long failingSinceNs;
    /** How many steps testserver has made since. */
    int stepsSince;

    SimulatedServer(String name, Disk disk) {
        this.name = name;
        this.disk = disk;
    }
}
