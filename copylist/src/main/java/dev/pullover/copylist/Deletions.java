package dev.pullover.copylist;

import dev.pullover.common.catalog.CatalogLine;
import dev.pullover.common.config.KeepConfig;
import dev.pullover.common.ledger.CatalogEntry;
import dev.pullover.common.ledger.KeptFile;
import dev.pullover.common.ledger.ReplicaEntry;
import dev.pullover.common.ledger.ReplicaLedger;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out what the catalog says was deleted: ignores it, or moves the file aside. No more than a number at a time:
 * a mass deletion on the server is more often a mishap than meant. One thread.
 */
final class Deletions {
    private static final Logger log = LoggerFactory.getLogger(Deletions.class);
    /** While running there are no passes, so the number is counted over this time, too. */
    private static final Duration CAP_WINDOW = Duration.ofHours(1);

    private static final int PAGE = 500;
    private final KeepConfig config;
    private final Attic attic;
    private final ReplicaLedger ledger;
    private final LongSupplier nowNs;
    /** Up to which change it has been decided whether deletions are too many. */
    private long decidedChange;

    private boolean tooMany;
    private long unrecorded;

    /** @param nowNs wall clock, nanoseconds since 1970 UTC */
    Deletions(KeepConfig config, Attic attic, ReplicaLedger ledger, LongSupplier nowNs) {
        this.config = config;
        this.attic = attic;
        this.ledger = ledger;
        this.nowNs = nowNs;
    }

    /** Whether files are touched at all. */
    boolean isOn() {
        return config.deletions() == dev.pullover.common.config.Deletions.QUARANTINE;
    }

    /**
     * Carries out a deletion.
     *
     * @param feed where it comes from
     * @return empty if there is nothing to do but to note that it is settled
     */
    Optional<Outcome> apply(Task task, Feed feed) {
        if (!isOn() || !isHere(task.entry(), task.row().isPresent())) {
            return Optional.empty();
        }
        if (task.fromFeed() && isTooMany(task.entry(), feed)) {
            return Optional.of(new Outcome.Held(
                    "it was deleted on the server with too many others ([copy] max-deletions = " + config.maxDeletions()
                            + "); 'pullover copylist retry-parked --deletions' moves them aside"));
        }
        unrecorded++;
        try {
            long now = nowNs.getAsLong();
            Optional<ReplicaEntry> row = attic.present(task.entry(), task.row(), now);
            Optional<KeptFile> kept = row.isPresent()
                    ? attic.quarantine(row.get(), task.entry().line().publishedNs(), now)
                    : Optional.empty();
            return Optional.of(new Outcome.Deleted(kept));
        } catch (BlockedException e) {
            // What is in its place is not ours to move.
            return Optional.of(new Outcome.Deleted(Optional.empty()));
        } catch (IOException e) {
            return Optional.of(new Outcome.Retry("", "it was deleted on the server, and cannot be moved aside: " + e));
        }
    }

    /** What was applied so far is recorded. */
    void recorded() {
        unrecorded = 0;
    }

    private boolean isTooMany(CatalogEntry first, Feed feed) {
        if (first.change() > decidedChange) {
            long allowed = config.maxDeletions() - unrecorded - recentlyDeleted();
            long found = countAhead(first, feed, allowed);
            tooMany = found > allowed;
            if (tooMany) {
                log.error(
                        "deletions held back: more than max-deletions = {} at once; see 'why {}'",
                        config.maxDeletions(),
                        first.line().path());
            }
        }
        return tooMany;
    }

    /** Also a file that was installed and, in a crash, not recorded. */
    private boolean isHere(CatalogEntry entry, boolean recorded) {
        try {
            return recorded || attic.exists(entry.line().path());
        } catch (IOException e) {
            // Something else is on the way there.
            return false;
        }
    }

    private long recentlyDeleted() {
        return ledger.keptSince(KeptFile.Reason.DELETED, nowNs.getAsLong() - CAP_WINDOW.toNanos());
    }

    /** Deletions of files that are here, from {@code first} on; it stops where they are too many. */
    private long countAhead(CatalogEntry first, Feed feed, long allowed) {
        long found = 0;
        long change = first.change() - 1;
        List<CatalogEntry> page;
        do {
            page = feed.peek(change, PAGE);
            for (CatalogEntry entry : page) {
                change = entry.change();
                if (entry.line().op() == CatalogLine.Op.DEL
                        && isHere(entry, ledger.find(entry.line().path()).isPresent())) {
                    found++;
                }
            }
        } while (page.size() == PAGE && found <= allowed);
        // Where it stopped early, what comes behind is too many as well.
        decidedChange = page.size() == PAGE ? feed.lastChange() : change;
        return found;
    }
}
