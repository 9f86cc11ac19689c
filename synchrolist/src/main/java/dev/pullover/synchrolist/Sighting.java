package dev.pullover.synchrolist;

import dev.pullover.common.EpochTime;
import dev.pullover.common.catalog.CatalogLine;
import dev.pullover.common.catalog.CatalogLine.Op;
import dev.pullover.common.ledger.CatalogEntry;
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
}
