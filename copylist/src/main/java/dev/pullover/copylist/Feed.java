package dev.pullover.copylist;

import dev.pullover.common.catalog.CatalogLine;
import dev.pullover.common.ledger.CatalogEntry;
import dev.pullover.common.ledger.CatalogView;
import dev.pullover.common.ledger.ParkedFile;
import dev.pullover.common.ledger.ReplicaLedger;
import dev.pullover.common.path.FilePath;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is owed: the changes of the catalog above the position, in order, and parked files that are due. Knows what was
 * handed out and is not settled yet; the position is just below the first of these, whatever is settled above it, so that
 * a large file keeps none of the small ones after it from being recorded. One thread.
 */
final class Feed {
    private static final int PAGE = 500;
    private static final Duration LEAST_RECOUNT = Duration.ofSeconds(2);
    /** Counting takes a tenth of a microsecond or two each: so it takes one part in a hundred of the time. */
    private static final long RECOUNT_NS_PER_FILE = 20_000;

    private final CatalogView catalog;
    private final ReplicaLedger ledger;
    private final String catalogId;
    private final Deque<CatalogEntry> page = new ArrayDeque<>();
    private final TreeMap<Long, CatalogEntry> unsettledChanges = new TreeMap<>();
    private final Set<FilePath> unsettledPaths = new HashSet<>();
    /** Those unsettled changes that were tried and wait to be recorded. */
    private final Set<Long> triedChanges = new HashSet<>();
    /** The last change that was handed out. */
    private long cursor;

    private boolean allHandedOut;
    private CatalogView.@Nullable Totals behind;
    private long behindNs;
    private long behindForNs;

    Feed(CatalogView catalog, ReplicaLedger ledger) {
        this.catalog = catalog;
        this.ledger = ledger;
        this.catalogId = catalog.id();
        this.cursor = ledger.position(catalogId);
    }

    /** The catalog that positions belong to. */
    String catalogId() {
        return catalogId;
    }

    /** Up to which change everything is settled, if {@code settled} is. */
    long position() {
        return unsettledChanges.isEmpty() ? cursor : unsettledChanges.firstKey() - 1;
    }

    /** When the oldest change that is not settled was published, nanoseconds since 1970 UTC. */
    Optional<Long> oldestPublishedNs() {
        CatalogEntry oldest = unsettledChanges.isEmpty()
                ? page.peek()
                : unsettledChanges.firstEntry().getValue();
        return Optional.ofNullable(oldest).map(entry -> entry.line().publishedNs());
    }

    /** How many files were handed out and are not settled. */
    int unsettled() {
        return unsettledPaths.size();
    }

    /**
     * Files and bytes that are still to be tried, or on their way. Those that were not handed out are counted now and then,
     * seldom enough for the counting to cost little of the time.
     *
     * @param nanoTime elapsed time, nanoseconds
     */
    CatalogView.Totals left(long nanoTime) {
        if (behind == null || nanoTime - behindNs >= behindForNs) {
            behind = catalog.totals(cursor);
            behindNs = nanoTime;
            behindForNs = Math.max(LEAST_RECOUNT.toNanos(), behind.files() * RECOUNT_NS_PER_FILE);
        }
        long bytes = unsettledChanges.values().stream()
                .filter(entry -> !triedChanges.contains(entry.change()))
                .mapToLong(entry -> entry.line().size())
                .sum();
        return new CatalogView.Totals(
                behind.files() + unsettledChanges.size() - triedChanges.size(), behind.bytes() + bytes);
    }

    /** Files and bytes above the position. Costs what it counts. */
    CatalogView.Totals owed() {
        return catalog.totals(position());
    }

    /** The changes above {@code after}, in order, without handing them out. */
    List<CatalogEntry> peek(long after, int limit) {
        return catalog.changes(after, limit);
    }

    /** The highest change number so far. */
    long lastChange() {
        return catalog.lastChange();
    }

    /** Whether the last call of {@link #next} came to the end of the catalog. */
    boolean isAllHandedOut() {
        return allHandedOut;
    }

    /** Hands out changes, at most {@code limit}; stops before a file of which an older change is not settled. */
    List<Task> next(int limit) {
        List<Task> tasks = new ArrayList<>();
        allHandedOut = false;
        while (tasks.size() < limit && (!page.isEmpty() || readPage())) {
            CatalogEntry entry = page.element();
            if (!unsettledPaths.add(entry.line().path())) {
                return tasks;
            }
            page.remove();
            cursor = entry.change();
            unsettledChanges.put(entry.change(), entry);
            behind = behind == null
                    ? null
                    : new CatalogView.Totals(
                            Math.max(0, behind.files() - 1),
                            Math.max(0, behind.bytes() - entry.line().size()));
            tasks.add(Task.first(entry, ledger.find(entry.line().path())));
        }
        return tasks;
    }

    /**
     * Hands out parked files that are due at {@code nowNs}, at most {@code limit}.
     *
     * @param gone given parked paths which no server offers any more
     */
    List<Task> due(long nowNs, int limit, List<FilePath> gone) {
        List<Task> tasks = new ArrayList<>();
        for (ParkedFile parked : ledger.due(nowNs, limit)) {
            Optional<CatalogEntry> entry = catalog.find(parked.path());
            if (entry.isEmpty()) {
                gone.add(parked.path());
            } else if (entry.get().change() <= cursor && unsettledPaths.add(parked.path())) {
                tasks.add(Task.again(entry.get(), ledger.find(parked.path()), parked));
            }
        }
        return tasks;
    }

    /**
     * Forgets that these files are here, so that they are looked at again, and pulled if their content is not what is
     * published. Those that are on their way already, or that no server offers, are left as they are.
     *
     * @param nowNs wall clock, nanoseconds since 1970 UTC
     * @return how many are looked at again
     */
    int repair(List<FilePath> paths, long nowNs) {
        List<ParkedFile> parked = new ArrayList<>();
        for (FilePath path : paths) {
            boolean offered = catalog.find(path)
                    .filter(entry -> entry.line().op() == CatalogLine.Op.PUT)
                    .isPresent();
            if (offered && !unsettledPaths.contains(path)) {
                parked.add(new ParkedFile(path, Repair.OUTCOME, "it was not as recorded", 0, 0, nowNs));
            }
        }
        ledger.commit(new ReplicaLedger.Batch(
                List.of(),
                parked,
                List.of(),
                parked.stream().map(ParkedFile::path).toList(),
                catalogId,
                ledger.position(catalogId),
                ledger.readerPositions()));
        return parked.size();
    }

    /** A file that was handed out was tried, however that ended, and is about to be settled. */
    void tried(Task task) {
        if (task.fromFeed()) {
            triedChanges.add(task.entry().change());
        }
    }

    /** A file that was handed out is settled. */
    void settled(Task task) {
        unsettledPaths.remove(task.path());
        if (task.fromFeed()) {
            unsettledChanges.remove(task.entry().change());
            triedChanges.remove(task.entry().change());
        }
    }

    private boolean readPage() {
        page.addAll(catalog.changes(cursor, PAGE));
        allHandedOut = page.isEmpty();
        return !allHandedOut;
    }
}
