package dev.pullover.common.ledger;

import dev.pullover.common.catalog.CatalogLine;
import dev.pullover.common.catalog.Sha256;
import java.util.UUID;

/**
 * The newest publication of a path: a line of a catalog, or what scanning a server without one has found. Of the latter the
 * epoch is {@link #SCANNED}, the hash not known ({@link CatalogLine#hasHash}), the date in whole seconds, and the line's
 * sequence is {@code change}.
 *
 * @param change its place in the order of changes, from 1
 * @param epoch of the catalog that it was published in
 * @param line what was published
 */
public record CatalogEntry(long change, UUID epoch, CatalogLine line) {
    /** Instead of the epoch of a catalog: found by scanning a server. */
    public static final UUID SCANNED = new UUID(0, 0);

    /** Same, with the hash that was learnt when the content was read. */
    public CatalogEntry withHash(Sha256 learnt) {
        return new CatalogEntry(change, epoch, line.withHash(learnt));
    }
}
