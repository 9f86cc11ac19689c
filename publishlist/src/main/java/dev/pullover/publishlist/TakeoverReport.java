package dev.pullover.publishlist;

import dev.pullover.common.ExitCode;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What came of a takeover.
 *
 * @param files that the catalog offers
 * @param differences of the outbox from the catalog
 * @param takenOver whether the new epoch was begun
 * @param parent epoch of the catalog that was found
 * @param epoch the new one, or null
 * @param seq last line of the catalog that was found
 */
record TakeoverReport(
        long files,
        long differences,
        boolean takenOver,
        UUID parent,
        @Nullable UUID epoch,
        long seq) implements CheckOptions.Report {
    /** {@link ExitCode#VERIFICATION} if differences were in the way. */
    @Override
    public ExitCode exitCode() {
        return differences > 0 && !takenOver ? ExitCode.VERIFICATION : ExitCode.OK;
    }

    /** One line for people. */
    @Override
    public String summary() {
        String found = files + " files, " + differences + " differences; epoch " + parent + ", seq " + seq;
        if (takenOver) {
            return "publishlist: taken over as epoch " + epoch + ": " + found;
        }
        String hint = differences > 0
                ? "; let the replication come to its end, or --accept-differences if it never will"
                : ", nothing is in the way";
        return "publishlist: not taken over: " + found + hint;
    }
}
