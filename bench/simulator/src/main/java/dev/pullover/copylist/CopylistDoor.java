package dev.pullover.copylist;

import dev.pullover.common.ledger.ReplicaLedger;
import dev.pullover.common.module.Agent;
import dev.pullover.common.module.ModuleContext;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Lets the simulator into copylist: the same agent, with other threads and something before its ledger. */
public final class CopylistDoor {
    private CopylistDoor() {}

    /**
     * Opens copylist's agent.
     *
     * @param pools makes what pulls and installs
     * @param ledger comes between the agent and {@code replica.db}
     */
    public static Agent open(
            ModuleContext context, Supplier<ExecutorService> pools, UnaryOperator<ReplicaLedger> ledger) {
        Seams seams = new Seams(step -> {}, (prefix, threads) -> pools.get(), ledger);
        return new CopyAgent(context, CopyParts.open(context, seams), summary -> {});
    }
}
