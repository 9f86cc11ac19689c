package dev.pullover.copylist;

import dev.pullover.common.ledger.ReplicaLedger;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;

/**
 * Where tests and the simulator reach in.
 *
 * @param steps told of every change to the disk before it is made
 * @param pools makes the threads that pull and install
 * @param ledger comes between copylist and {@code replica.db}
 */
record Seams(Steps steps, Pools pools, UnaryOperator<ReplicaLedger> ledger) {
    /** Nothing reaches in. */
    static final Seams NONE = of(Steps.NONE);

    /** Only the steps are of interest. */
    static Seams of(Steps steps) {
        return new Seams(
                steps,
                (prefix, threads) -> Executors.newFixedThreadPool(threads, Workers.factory(prefix)),
                UnaryOperator.identity());
    }

    /** Makes threads. */
    @FunctionalInterface
    interface Pools {
        /** @param prefix of the threads' names */
        ExecutorService make(String prefix, int threads);
    }
}
