package dev.pullover.simulator;

import java.util.Optional;

/** Those to whom the servers belong: what they do there, and what a replica must have of it in the end. */
interface Owners {
    /** Perhaps they get one step further with what they plan. */
    void proceed();

    /** Users change files. */
    void edit();

    /** Those publish who do at the moment. */
    void publish();

    /** The replication brings something, if it runs. */
    void replicate();

    /** Nothing goes wrong any more: what was begun is ended. */
    void settle();

    /** The server whose outbox counts. */
    SimulatedServer leader();

    /** How much outbox and catalog differ. */
    long differences();

    /** What of the replica is not as it must be; empty if nothing. */
    Optional<String> difference();

    /** What operators do in time. */
    void order();

    /** Whether an operator who sees an alarm may clear it. */
    boolean mayClear();
}
