package dev.pullover.copylist;

import dev.pullover.common.catalog.Sha256;
import dev.pullover.common.ledger.CatalogEntry;
import dev.pullover.common.ledger.ParkedFile;
import dev.pullover.common.ledger.ReplicaEntry;
import dev.pullover.common.path.FilePath;
import java.util.Optional;

/**
 * A file to bring here.
 *
 * @param entry what was published
 * @param row what is recorded as being here under its path
 * @param tries how often it failed before, since it was published
 * @param notYets how often in a row the server has just said that it is not there yet, which is no failure
 * @param losses how many connections have broken while it was being pulled
 * @param fromFeed whether it comes from the changes above the position; else it was parked
 */
record Task(CatalogEntry entry, Optional<ReplicaEntry> row, int tries, int notYets, int losses, boolean fromFeed) {
    /** A file of the feed, which was never tried. */
    static Task first(CatalogEntry entry, Optional<ReplicaEntry> row) {
        return new Task(entry, row, 0, 0, 0, true);
    }

    /** One that was put aside. */
    static Task again(CatalogEntry entry, Optional<ReplicaEntry> row, ParkedFile parked) {
        return new Task(entry, row, parked.tries(), parked.notYets(), 0, false);
    }

    FilePath path() {
        return entry.line().path();
    }

    long size() {
        return entry.line().size();
    }

    Task withLosses(int newLosses) {
        return new Task(entry, row, tries, notYets, newLosses, fromFeed);
    }

    /** Same, with the hash that was learnt when the content was read. */
    Task withHash(Sha256 learnt) {
        return new Task(entry.withHash(learnt), row, tries, notYets, losses, fromFeed);
    }

    /** Whether the replica's database says that this very content is here. */
    boolean isRecorded() {
        return row.isPresent() && row.get().isContentOf(entry.line());
    }

    /** Whether it says so with date, permissions and place in the catalog, too. */
    boolean isRecordedExactly() {
        return isRecorded()
                && row.get().mtimeNs() == entry.line().mtimeNs()
                && row.get().mode() == entry.line().mode()
                && row.get().epoch().equals(entry.epoch())
                && row.get().sequence() == entry.line().seq();
    }
}
