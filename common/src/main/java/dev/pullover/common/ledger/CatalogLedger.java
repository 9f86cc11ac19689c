package dev.pullover.common.ledger;

import dev.pullover.common.catalog.CatalogHead;
import dev.pullover.common.catalog.CatalogLine;
import dev.pullover.common.catalog.CatalogPosition;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the servers offer, for synchrolist, which alone writes it. {@link #apply} is one transaction, on disk when it
 * returns: change numbers that others may have seen are never given twice.
 */
public interface CatalogLedger extends CatalogView {
    /**
     * The catalogs that were ever followed, in the order in which following them began; the last one is followed now.
     * Empty at the very first start.
     */
    List<Followed> epochs();

    /** Up to where which catalog has been taken over; empty at the very first start. */
    default Optional<Followed> followed() {
        List<Followed> epochs = epochs();
        return epochs.isEmpty() ? Optional.empty() : Optional.of(epochs.get(epochs.size() - 1));
    }

    /**
     * Takes over lines, in order, and moves {@link #followed()} with them; to another epoch too, which it then follows.
     * A line that says of its path what is known already (same operation, size, hash, date and mode) is no change: the
     * entry keeps its change number, and says from now on that this line names it.
     *
     * @param lines of catalog {@code next.epoch()}, at any number; their names may be written here
     * @param refused lines whose names must not be, see {@link #refused}; a deletion among them forgets the name
     * @param next behind the last line of both
     * @return the change numbers that were given
     * @throws IllegalStateException if {@code next} is of an epoch that was left
     */
    Changes apply(List<CatalogLine> lines, List<CatalogLine> refused, Followed next);

    /** Carries out {@code work} in one transaction, whatever is called on this ledger in it. */
    void together(Runnable work);

    /** Begins to take over a snapshot: a number for {@link #applySnapshot}, never given before. */
    long beginSnapshot();

    /** Same as {@link #apply}, of lines of a snapshot. */
    Changes applySnapshot(List<CatalogLine> lines, List<CatalogLine> refused, Followed next, long snapshot);

    /**
     * Entries that are offered by a line of {@code epoch} up to {@code upTo} and were not in snapshot {@code snapshot},
     * with change numbers above {@code after}, in order, at most {@code limit}.
     */
    List<CatalogEntry> notInSnapshot(long snapshot, UUID epoch, long upTo, long after, int limit);

    /**
     * Entries last named by a line of {@code epoch} above {@code sequence}, with change numbers above {@code after}, in order,
     * at most {@code limit}.
     */
    List<CatalogEntry> namedAbove(UUID epoch, long sequence, long after, int limit);

    /**
     * An operator accepts the catalog of a server though it is a fork.
     *
     * @param untilNs when that ends, nanoseconds since 1970 UTC; 0 ends it now
     */
    void accept(String server, long untilNs);

    /** Until when a fork on a server is accepted, nanoseconds since 1970 UTC; 0 if it is not. */
    long acceptedUntilNs(String server);

    /** What scanning servers without a catalog has found, in the same database. */
    ScanLedger scans();

    /**
     * Where following a catalog stands.
     *
     * @param epoch of the catalog
     * @param parent where it branched from another one; null of one begun anew
     * @param publishedAt of the HEAD that vouched for the lines taken over, by the publisher's clock
     * @param position behind the last line taken over
     */
    record Followed(UUID epoch, CatalogHead.@Nullable Parent parent, Instant publishedAt, CatalogPosition position) {
        /** Following the catalog of {@code head}, up to {@code position}. */
        public static Followed of(CatalogHead head, CatalogPosition position) {
            return new Followed(head.epoch(), head.parent(), head.publishedAt(), position);
        }
    }

    /**
     * Change numbers given.
     *
     * @param first 0 if none
     * @param last 0 if none
     * @param files how many
     * @param bytes sum of the sizes
     */
    record Changes(long first, long last, long files, long bytes) {
        public static final Changes NONE = new Changes(0, 0, 0, 0);
    }
}
