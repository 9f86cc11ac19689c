package dev.pullover.copylist;

import dev.pullover.common.ledger.CatalogEntry;
import dev.pullover.common.ledger.CatalogView;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks up whether a publication is still the newest of its path. Has its own view of the catalog, since those who pull
 * ask from several threads, and only when something is wrong with a file. Thread-safe.
 */
final class Supersession implements Predicate<CatalogEntry>, AutoCloseable {
    private final Supplier<CatalogView> opener;
    private @Nullable CatalogView catalog;

    Supersession(Supplier<CatalogView> opener) {
        this.opener = opener;
    }

    @Override
    public synchronized boolean test(CatalogEntry entry) {
        CatalogView open = catalog;
        if (open == null) {
            open = opener.get();
            catalog = open;
        }
        return open.find(entry.line().path())
                .filter(newest -> newest.change() > entry.change())
                .isPresent();
    }

    @Override
    public synchronized void close() {
        if (catalog != null) {
            catalog.close();
        }
    }
}
