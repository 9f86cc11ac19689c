package dev.pullover.synchrolist;

import dev.pullover.common.catalog.CatalogHead;
import dev.pullover.common.catalog.CatalogLine;
import dev.pullover.common.catalog.CatalogPosition;
import dev.pullover.common.catalog.SnapshotHead;
import dev.pullover.common.ledger.CatalogEntry;
import dev.pullover.common.ledger.CatalogLedger;
import dev.pullover.common.ledger.CatalogLedger.Followed;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Takes over a snapshot: all lines of it, then the deletion of what this catalog offered before and the snapshot has not.
 * The place only moves when all that is done; whoever is killed before begins the snapshot again, and what is known already
 * is no change.
 */
final class SnapshotIntake {
    private static final int PAGE = 1000;

    private final CatalogLedger ledger;
    private final Intake intake;
    private final CatalogHead head;
    private final Followed during;
    private final long number;

    SnapshotIntake(CatalogLedger ledger, Intake intake, CatalogHead head) {
        this.ledger = ledger;
        this.intake = intake;
        this.head = head;
        this.during = ledger.followed()
                .filter(ours -> ours.epoch().equals(head.epoch()))
                .orElse(Followed.of(head, CatalogPosition.START));
        this.number = ledger.beginSnapshot();
    }

    void take(CatalogLine line) {
        intake.take(line);
        if (intake.isBatch()) {
            commit();
        }
    }

    /** Nothing more follows. */
    void finish(SnapshotHead place) {
        commit();
        lineage(place).forEach((epoch, upTo) -> retire(epoch, upTo, place));
        intake.finish(place.position());
    }

    private void commit() {
        intake.commit(during, (lines, refused, next) -> ledger.applySnapshot(lines, refused, next, number));
    }

    private void retire(UUID epoch, long upTo, SnapshotHead place) {
        long after = 0;
        List<CatalogEntry> page;
        do {
            page = ledger.notInSnapshot(number, epoch, upTo, after, PAGE);
            for (CatalogEntry gone : page) {
                after = gone.change();
                intake.take(CatalogLine.del(
                        Math.max(1, place.seq()),
                        gone.line().publishedNs(),
                        gone.line().path()));
            }
            commit();
        } while (!page.isEmpty());
    }

    /** The epochs in whose history the snapshot is, and up to which of their lines. */
    private Map<UUID, Long> lineage(SnapshotHead place) {
        Map<UUID, CatalogHead.Parent> parents = new LinkedHashMap<>();
        ledger.epochs().forEach(known -> parents.put(known.epoch(), known.parent()));
        Map<UUID, Long> upTo = new LinkedHashMap<>();
        upTo.put(head.epoch(), place.seq());
        CatalogHead.@Nullable Parent parent = head.parent();
        while (parent != null && !upTo.containsKey(parent.epoch())) {
            upTo.put(parent.epoch(), Math.min(parent.seq(), place.seq()));
            parent = parents.get(parent.epoch());
        }
        return upTo;
    }
}
