package dev.pullover.publishlist;

import dev.pullover.common.ExitCode;
import dev.pullover.common.path.FilePath;
import java.util.UUID;

/**
 * What comparing the outbox with its catalog came to.
 *
 * @param files that the catalog offers
 * @param differences found
 * @param epoch of the catalog
 * @param seq last line of the catalog
 */
record VerifyReport(long files, long differences, UUID epoch, long seq) implements CheckOptions.Report {
    /**
     * A file that is not as the catalog says.
     *
     * @param path in the outbox
     * @param problem what differs, for people
     */
    record Difference(FilePath path, String problem) {
        /** One line for people. */
        String text() {
            return path + " " + problem;
        }
    }

    /** {@link ExitCode#VERIFICATION} if there are differences. */
    @Override
    public ExitCode exitCode() {
        return differences > 0 ? ExitCode.VERIFICATION : ExitCode.OK;
    }

    /** One line for people. */
    @Override
    public String summary() {
        return "publishlist: " + files + " files verified, " + differences + " differences; epoch " + epoch + ", seq "
                + seq;
    }
}
