package dev.pullover.simulator;

import dev.pullover.common.config.Config;
import dev.pullover.common.ledger.CatalogLedger;
import dev.pullover.common.ledger.ReplicaLedger;
import dev.pullover.common.queue.MessageBus;
import dev.pullover.common.remote.RemoteStore;
import dev.pullover.simulator.disk.Disk;

/** A bug that is planted around the modules, to see whether the simulator finds it. */
public interface Sabotage {
    /** Nothing is wrong. */
    Sabotage NONE = new Sabotage() {};

    /** Between copylist and {@code replica.db}. */
    default ReplicaLedger replica(ReplicaLedger ledger) {
        return ledger;
    }

    /** Between synchrolist and {@code catalog.db}. */
    default CatalogLedger catalog(CatalogLedger ledger) {
        return ledger;
    }

    /** What a module takes for its configuration. */
    default Config config(String module, Config config) {
        return config;
    }

    /** Between a module and a server. */
    default RemoteStore store(String module, RemoteStore store) {
        return store;
    }

    /** Between a module and its queues. */
    default MessageBus bus(String module, MessageBus bus) {
        return bus;
    }

    /** The replica's disk, before anything is on it. */
    default void replicaDisk(Disk disk) {}

    /** The disk with the log files, before anything is on it. */
    default void stateDisk(Disk disk) {}

    /** The publisher's disk, before anything is on it. */
    default void productionDisk(Disk disk) {}
}
