package dev.pullover.common.catalog;

/** How the reading of a snapshot ended; what {@link SnapshotParser#finish} says. */
public sealed interface SnapshotEnd {
    /**
     * All there, and the bytes that were written.
     *
     * @param head its place; whether that is one of the catalog only HEAD's chain can tell, when the
     *     segments after it have been read
     * @param lines delivered
     */
    record Complete(SnapshotHead head, long lines) implements SnapshotEnd {}

    /**
     * The end is not there: on a copy that others replicate this means "not yet".
     *
     * @param offset where the file ends, in bytes
     * @param problem for people
     */
    record Truncated(long offset, String problem) implements SnapshotEnd {}

    /**
     * The bytes are not those that were written.
     *
     * @param offset of the line that is wrong, or of the last line if its hash tells that some other is
     * @param problem for people
     */
    record Corrupt(long offset, String problem) implements SnapshotEnd {}
}
