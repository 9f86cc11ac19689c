package dev.pullover.synchrolist;

import dev.pullover.common.catalog.CatalogHead;
import dev.pullover.common.catalog.CatalogLine;
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
 * Takes over a snapshot: all lines of it, then the deletion of what this catalog offered before and the snapshot has not. To
 * be used within {@link CatalogLedger#together}: half of a snapshot would be a state that never was.
 */
final class SnapshotIntake {
    private static final int PAGE = 1000;

    private final CatalogLedger ledger;
    private final Intake intake;
    private final CatalogHead head;
    private final SnapshotHead place;
    private final Followed next;
    private final long number;

    SnapshotIntake(CatalogLedger ledger, Intake intake, CatalogHead head, SnapshotHead place) {
        this.ledger = ledger;
        this.intake = intake;
        this.head = head;
        this.place = place;
        this.next = Followed.of(head, place.position());
        this.number = ledger.beginSnapshot();
    }

    void take(CatalogLine line) {
        intake.take(line);
        if (intake.isBatch()) {
            commit();
        }
    }

    /** Nothing more follows. */
    void finish() {
        commit();
        lineage().forEach(this::retire);
    }

    private void commit() {
        intake.commit(next, (lines, refused, to) -> ledger.applySnapshot(lines, refused, to, number));
    }

    private void retire(UUID epoch, long upTo) {
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
    private Map<UUID, Long> lineage() {
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
