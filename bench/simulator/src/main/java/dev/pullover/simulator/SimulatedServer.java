package dev.pullover.simulator;

import dev.pullover.common.message.FaultKind;
import dev.pullover.simulator.disk.Disk;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A server as it is from outside. */
final class SimulatedServer {
    static final String OUTBOX = "/outbox";

    final String name;
    /** Its own, which says something about it, and nothing about the others. */
    final SimulatedTime.Wall clock;

    final Disk disk;
    /** What others do there while it is asked for something. */
    Runnable meanwhile = () -> {};
    /** How it fails at the moment; null if it does not. */
    @Nullable
    FaultKind failure;
    /** Since when it fails in one way or another, elapsed time; 0 if it does not. */
    long failingSinceNs;
    /** How many steps testserver has made since. */
    int stepsSince;

    private final Set<String> failedFor = new HashSet<>();

    SimulatedServer(String name, SimulatedTime.Wall clock) {
        this.name = name;
        this.clock = clock;
        this.disk = new Disk(clock::nowNs);
    }

    /** A module asked it in vain. */
    void failed(String module) {
        failedFor.add(module);
    }

    /** Whether a module asked it in vain since this was asked last. */
    boolean takeFailureFor(String module) {
        return failedFor.remove(module);
    }
}
