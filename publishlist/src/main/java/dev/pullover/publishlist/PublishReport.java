package dev.pullover.publishlist;

import dev.pullover.common.ExitCode;
import java.util.UUID;

/**
 * What a pass of the publisher came to, in files.
 *
 * @param published lines written to the catalog for new or changed files
 * @param deleted lines written for files whose source is gone
 * @param unchanged already published as they are
 * @param failed files and directories that could not be read or copied, each named in the log
 * @param refused files whose names cannot travel, each named in the log
 * @param skipped matching names that are no regular files, such as symbolic links
 * @param settling changed too short a time ago; the next pass takes them
 * @param stopped whether the pass was ended before its end
 * @param epoch of the catalog
 * @param seq last line of the catalog
 */
record PublishReport(
        long published,
        long deleted,
        long unchanged,
        long failed,
        long refused,
        long skipped,
        long settling,
        boolean stopped,
        UUID epoch,
        long seq) {
    /** {@link ExitCode#SOME_FILES} if something could not be published. */
    ExitCode exitCode() {
        return failed + refused > 0 ? ExitCode.SOME_FILES : ExitCode.OK;
    }

    /** One line for people; counts that are seldom are left out when they are 0. */
    String summary() {
        return "publishlist: " + published + " published, " + unchanged + " unchanged, " + failed + " failed"
                + seldom(deleted, "deleted") + seldom(refused, "refused") + seldom(skipped, "not regular files")
                + seldom(settling, "still changing") + (stopped ? ", stopped early" : "") + "; epoch " + epoch
                + ", seq " + seq;
    }

    /** This pass together with the one before, which it repeated because some files were in the way of others. */
    PublishReport after(PublishReport before) {
        return new PublishReport(
                published + before.published,
                deleted + before.deleted,
                unchanged - before.published,
                failed,
                refused,
                skipped,
                settling,
                stopped,
                epoch,
                seq);
    }

    private static String seldom(long count, String what) {
        return count == 0 ? "" : ", " + count + " " + what;
    }
}
