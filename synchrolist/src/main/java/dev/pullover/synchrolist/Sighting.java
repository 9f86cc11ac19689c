package dev.pullover.synchrolist;

import dev.pullover.common.EpochTime;
import dev.pullover.common.catalog.CatalogLine;
import dev.pullover.common.catalog.CatalogLine.Op;
import dev.pullover.common.ledger.CatalogEntry;
import dev.pullover.common.ledger.ReplicaEntry;
import dev.pullover.common.ledger.ScanLedger.SeenFile;
import java.util.Optional;

/** What follows from a file that a server shows, and did not show like this before. Pure. */
enum Sighting {
    /** It is new, or newer than what is known: copylist is to have it. */
    NEW,
    /** It is what is known. */
    SAME,
    /** It is older than what another server showed: nothing is undone because of it. */
    OLDER;

    private static final int PERMISSIONS = 0777;

    /**
     * Decides.
     *
     * @param known newest publication of the path
     * @param origin server on which scanning found that; empty if a catalog named it
     */
    static Sighting of(Optional<CatalogEntry> known, Optional<String> origin, String server, SeenFile seen) {
        if (known.isEmpty() || known.get().line().op() == Op.DEL) {
            return NEW;
        }
        CatalogLine line = known.get().line();
        boolean own = origin.isPresent() && origin.get().equals(server);
        long knownSeconds = EpochTime.seconds(line.mtimeNs());
        if (line.size() == seen.size() && knownSeconds == seen.mtimeSeconds()) {
            return own && (line.mode() & PERMISSIONS) != seen.mode() ? NEW : SAME;
        }
        return own || seen.mtimeSeconds() > knownSeconds ? NEW : OLDER;
    }

    /**
     * Decides of a file that is older than what another server showed. That may be gone by now: unless it has come here, what
     * is older is to be had instead, and what is here is not replaced by what is older than that.
     *
     * @param newer what the other server showed
     * @param here what is recorded as being here
     */
    static Sighting ofOlder(CatalogLine newer, Optional<ReplicaEntry> here, SeenFile seen) {
        boolean stays = here.filter(row -> isOf(row, newer) || EpochTime.seconds(row.mtimeNs()) > seen.mtimeSeconds())
                .isPresent();
        return stays ? OLDER : NEW;
    }

    /** Whether other servers may have what this one's file takes the place of: another showed that, or it was newer. */
    static boolean mayBeElsewhere(Optional<CatalogEntry> known, Optional<String> origin, String server, SeenFile seen) {
        return origin.filter(before -> !before.equals(server)).isPresent()
                || known.filter(entry -> EpochTime.seconds(entry.line().mtimeNs()) > seen.mtimeSeconds())
                        .isPresent();
    }

    private static boolean isOf(ReplicaEntry row, CatalogLine line) {
        return row.size() == line.size() && EpochTime.seconds(row.mtimeNs()) == EpochTime.seconds(line.mtimeNs());
    }
}
