package dev.pullover.synchrolist;

import dev.pullover.common.catalog.CatalogHead;
import dev.pullover.common.catalog.CatalogPosition;
import dev.pullover.common.ledger.CatalogLedger.Followed;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** How a server's HEAD stands to the catalogs that were followed so far. Decided from these alone, without a server. */
sealed interface Relation {
    /** HEAD alone tells all. */
    record Known(Look look) implements Relation {}

    /**
     * There are lines to take over.
     *
     * @param from before the first of them
     * @param outcome what it is when they have been
     */
    record Onward(CatalogPosition from, Function<Progress, Look> outcome) implements Relation {}

    /**
     * It is a child that branched off before the last line taken over; where that is in its segments must be found.
     *
     * @param outcome what it is when its lines have been taken over
     */
    record Branched(CatalogHead.Parent branch, Function<Progress, Look> outcome) implements Relation {}

    /**
     * It is a child of a catalog that is not known: perhaps of a child of ours that nobody has seen. Then its lines go on from
     * ours; no date tells, since servers have clocks of their own.
     *
     * @param from behind our last line
     * @param outcome what it is when the lines behind that have been taken over
     * @param otherwise what it is if they do not go on from ours
     */
    record Perhaps(CatalogPosition from, Function<Progress, Look> outcome, Relation otherwise) implements Relation {}

    /**
     * The relation.
     *
     * @param epochs that were ever followed, the present one last
     */
    static Relation of(List<Followed> epochs, CatalogHead head) {
        if (epochs.isEmpty()) {
            return new Onward(CatalogPosition.START, Look.Advanced::new);
        }
        Followed ours = epochs.get(epochs.size() - 1);
        CatalogHead.Parent parent = head.parent();
        if (head.epoch().equals(ours.epoch())) {
            return same(ours.position(), head);
        }
        if (isKnown(epochs, head.epoch())) {
            return behind("epoch " + Text.epoch(head.epoch()) + " at seq " + head.seq() + " was left for "
                    + Text.epoch(ours.epoch()));
        }
        if (parent != null && parent.epoch().equals(ours.epoch())) {
            return child(ours.position(), parent);
        }
        if (parent != null && isKnown(epochs, parent.epoch())) {
            return fork("epochs " + Text.epoch(head.epoch()) + " and " + Text.epoch(ours.epoch()) + " both go on from "
                    + Text.epoch(parent.epoch()));
        }
        Relation unrelated = unrelated(ours, head);
        return parent == null ? unrelated : grandchild(ours, unrelated);
    }

    private static Relation grandchild(Followed ours, Relation unrelated) {
        CatalogPosition at = ours.position();
        CatalogHead.Parent branch = new CatalogHead.Parent(ours.epoch(), at.seq(), at.chain());
        return new Perhaps(at, progress -> new Look.ChildEpoch(branch, 0, progress), unrelated);
    }

    /** Without relation, the younger one wins, so that an old outbox cannot take over. */
    private static Relation unrelated(Followed ours, CatalogHead head) {
        return head.publishedAt().isBefore(ours.publishedAt())
                ? new Known(new Look.Unrelated(
                        "epoch " + Text.epoch(head.epoch()) + ", unrelated and older than " + Text.epoch(ours.epoch())))
                : new Onward(CatalogPosition.START, progress -> new Look.NewEpoch(ours.epoch(), progress));
    }

    private static Relation same(CatalogPosition ours, CatalogHead head) {
        if (head.seq() < ours.seq()) {
            return behind("seq " + head.seq() + ", here " + ours.seq());
        }
        if (head.seq() > ours.seq()) {
            return new Onward(ours, Look.Advanced::new);
        }
        return head.chain().equals(ours.chain())
                ? new Known(new Look.UpToDate(head.epoch(), head.seq()))
                : fork("another line " + head.seq() + " of epoch " + Text.epoch(head.epoch()));
    }

    private static Relation child(CatalogPosition ours, CatalogHead.Parent parent) {
        if (parent.seq() < ours.seq()) {
            long kept = ours.seq() - parent.seq();
            return new Branched(parent, progress -> new Look.ChildEpoch(parent, kept, progress));
        }
        if (parent.seq() == ours.seq() && !parent.chain().equals(ours.chain())) {
            return fork("branched from another line " + parent.seq() + " than the one known here");
        }
        return new Onward(ours, progress -> new Look.ChildEpoch(parent, 0, progress));
    }

    /** Followed once, or the parent of one that was. */
    private static boolean isKnown(List<Followed> epochs, UUID epoch) {
        return epochs.stream().anyMatch(known -> known.epoch().equals(epoch) || isParent(known.parent(), epoch));
    }

    private static boolean isParent(CatalogHead.@Nullable Parent parent, UUID epoch) {
        return parent != null && parent.epoch().equals(epoch);
    }

    private static Relation behind(String how) {
        return new Known(new Look.Behind(how));
    }

    private static Relation fork(String how) {
        return new Known(new Look.Fork(how));
    }
}
