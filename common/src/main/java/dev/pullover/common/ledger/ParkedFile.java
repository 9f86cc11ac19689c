package dev.pullover.common.ledger;

import dev.pullover.common.path.FilePath;

/**
 * A file that could not be brought here, put aside so that the rest goes on.
 *
 * @param path below the replica directory
 * @param outcome name of the outcome: {@code NotYet}, {@code Vanished}, {@code Retry}, {@code Rejected};
 *     {@code Repair} if it is to be pulled again, {@link #HELD} if it is a deletion
 * @param reason for people
 * @param tries how often it was tried
 * @param nextTryNs when it will be tried again, nanoseconds since 1970 UTC; {@link #NEVER} if not by itself
 */
public record ParkedFile(FilePath path, String outcome, String reason, int tries, long nextTryNs) {
    /** Not tried again unless the path is published anew or an operator asks. */
    public static final long NEVER = Long.MAX_VALUE;

    /** {@link #outcome} of a deletion that waits for an operator's word, since there are too many. */
    public static final String HELD = "Held";
}
