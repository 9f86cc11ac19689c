package dev.pullover.synchrolist;

import dev.pullover.common.ExitCode;
import dev.pullover.common.cli.Amounts;
import dev.pullover.common.ledger.CatalogLedger.Followed;

/**
 * What was taken over in one look.
 *
 * @param files new or changed
 * @param bytes sum of their sizes
 * @param refused names that must not be written here
 * @param upTo where following stands now
 */
record Progress(long files, long bytes, long refused, Followed upTo) {
    /** How a pass ends that came to this. */
    ExitCode exitCode() {
        return refused == 0 ? ExitCode.OK : ExitCode.SOME_FILES;
    }

    @Override
    public String toString() {
        return Amounts.count(files, "new file") + ", " + Amounts.bytes(bytes) + ", seq "
                + upTo.position().seq() + " (epoch " + Text.epoch(upTo.epoch()) + ")"
                + (refused == 0 ? "" : ", " + Amounts.count(refused, "name") + " refused");
    }
}
