package dev.pullover.common.ledger;

/**
 * A file that came.
 *
 * @param id grows with every arrival and is never given twice, from 1
 */
public record Arrival(long id, ReplicaEntry entry) {}
