package dev.pullover.common.ledger;

import dev.pullover.common.path.FilePath;
import java.time.Duration;

/**
 * A file that could not be brought here, put aside so that the rest goes on: parked, or tried again soon.
 *
 * @param path below the replica directory
 * @param outcome name of the outcome: {@link #NOT_YET}, {@code Vanished}, {@link #BAD_HASH}, {@code Retry},
 *     {@link #REJECTED}; {@code Repair} if it is to be pulled again, {@link #HELD} if it is a deletion
 * @param reason for people
 * @param tries how often it failed, since it was published
 * @param notYets how often in a row it was {@link #NOT_YET}; 0 if it is something else
 * @param nextTryNs when it will be tried again, nanoseconds since 1970 UTC; {@link #NEVER} if not by itself
 */
public record ParkedFile(FilePath path, String outcome, String reason, int tries, int notYets, long nextTryNs) {
    /** Not tried again unless the path is published anew or an operator asks. */
    public static final long NEVER = Long.MAX_VALUE;

    /** Nothing is put aside for longer. What seems to be was put aside before the clock was set back. */
    public static final long LONGEST_WAIT_NS = Duration.ofHours(2).toNanos();

    /** {@link #outcome} of a file that the server does not have yet, which is no failure. */
    public static final String NOT_YET = "NotYet";

    /** {@link #outcome} of a file whose content is not what was published. */
    public static final String BAD_HASH = "BadHash";

    /** {@link #outcome} of a file that must not or cannot be written here until someone acts. */
    public static final String REJECTED = "Rejected";

    /** {@link #outcome} of a deletion that waits for an operator's word, since there are too many. */
    public static final String HELD = "Held";

    /**
     * Whether it is parked, and does not merely wait for its next try after one of the first failures.
     *
     * @param parkAfter failed tries after which a file is
     */
    public boolean isParked(int parkAfter) {
        return nextTryNs == NEVER || tries >= parkAfter;
    }
}
