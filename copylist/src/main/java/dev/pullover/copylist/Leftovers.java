package dev.pullover.copylist;

import dev.pullover.common.catalog.CatalogLine;
import dev.pullover.common.ledger.CatalogEntry;
import dev.pullover.common.ledger.CatalogView;
import dev.pullover.common.ledger.ParkedFile;
import dev.pullover.common.ledger.ReplicaView;
import dev.pullover.common.path.FilePath;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Clears the temporary directory of what an earlier run left, except for parts of files that are still owed. */
final class Leftovers {
    private static final Logger log = LoggerFactory.getLogger(Leftovers.class);
    private static final int PAGE = 1000;

    private final Temporaries temporaries;
    private final CatalogView catalog;
    private final ReplicaView replica;

    Leftovers(Temporaries temporaries, CatalogView catalog, ReplicaView replica) {
        this.temporaries = temporaries;
        this.catalog = catalog;
        this.replica = replica;
    }

    /** Clears it, before anything is pulled. Looks at what is owed only if there is something to clear. */
    void clear() {
        try {
            Set<Path> left = temporaries.names();
            int found = left.size();
            keepOwed(left);
            keepParked(left);
            for (Path name : left) {
                temporaries.delete(name);
            }
            if (found > 0) {
                log.info(
                        "{} left by an earlier run: {} partial kept, {} cleared",
                        found,
                        found - left.size(),
                        left.size());
            }
        } catch (IOException e) {
            log.warn("the temporary directory cannot be cleared: {}", e.toString());
        }
    }

    private void keepOwed(Set<Path> left) {
        long after = replica.position(catalog.id());
        List<CatalogEntry> page;
        do {
            page = left.isEmpty() ? List.of() : catalog.changes(after, PAGE);
            for (CatalogEntry entry : page) {
                keep(entry, left);
                after = entry.change();
            }
        } while (page.size() == PAGE);
    }

    private void keepParked(Set<Path> left) {
        FilePath after = FilePath.of("");
        List<ParkedFile> page;
        do {
            page = left.isEmpty() ? List.of() : replica.parked(after, PAGE);
            for (ParkedFile parked : page) {
                catalog.find(parked.path()).ifPresent(entry -> keep(entry, left));
                after = parked.path();
            }
        } while (page.size() == PAGE);
    }

    private static void keep(CatalogEntry entry, Set<Path> left) {
        if (entry.line().op() == CatalogLine.Op.PUT) {
            left.remove(Temporaries.name(entry));
        }
    }
}
