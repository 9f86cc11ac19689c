package dev.pullover.synchrolist;

import dev.pullover.common.config.SynchroMode;
import dev.pullover.common.ledger.CatalogLedger;
import dev.pullover.common.remote.RemoteStore;
import java.io.IOException;

/**
 * Follows catalogs or scans, as the mode says. With {@code auto}, a server is scanned only as long as no catalog was ever
 * followed: one that has none then has lost it, or its replication has not brought it yet.
 */
record ModeLooker(SynchroMode mode, CatalogLedger ledger, CatalogFollower follower, ServerScanner scanner)
        implements Looker {
    @Override
    public Look look(RemoteStore store) throws IOException {
        if (mode == SynchroMode.SCAN) {
            return scanner.look(store);
        }
        Look look = follower.look(store);
        boolean scan = look instanceof Look.NoCatalog
                && mode == SynchroMode.AUTO
                && ledger.followed().isEmpty();
        return scan ? scanner.look(store) : look;
    }
}
