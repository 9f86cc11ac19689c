package dev.pullover.copylist;

import dev.pullover.common.catalog.CatalogLine;
import dev.pullover.common.ledger.CatalogEntry;
import dev.pullover.common.ledger.CatalogView;
import dev.pullover.common.ledger.ParkedFile;
import dev.pullover.common.ledger.ReplicaLedger;
import dev.pullover.common.path.FilePath;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What is owed: the changes of the catalog above the position, in order, and parked files that are due. Knows what was
 * handed out and is not settled yet; the position is just below the first of these, whatever is settled above it, so that
 * a large file keeps none of the small ones after it from being recorded. One thread.
 */
final class Feed {
    private static final int PAGE = 500;

    private final CatalogView catalog;
    private final ReplicaLedger ledger;
    private final String catalogId;
    private final Deque<CatalogEntry> page = new ArrayDeque<>();
    private final TreeMap<Long, CatalogEntry> unsettledChanges = new TreeMap<>();
    private final Set<FilePath> unsettledPaths = new HashSet<>();
    /** The last change that was handed out. */
    private long cursor;

    private boolean allHandedOut;

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

    /** Files and bytes above the position. Costs what it counts. */
    CatalogView.Totals owed() {
        return catalog.totals(position());
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
            tasks.add(new Task(entry, ledger.find(entry.line().path()), 0, 0, true));
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
            if (entry.isEmpty() || entry.get().line().op() == CatalogLine.Op.DEL) {
                gone.add(parked.path());
            } else if (entry.get().change() <= cursor && unsettledPaths.add(parked.path())) {
                tasks.add(new Task(entry.get(), ledger.find(parked.path()), parked.tries(), 0, false));
            }
        }
        return tasks;
    }

    /** A file that was handed out is settled. */
    void settled(Task task) {
        unsettledPaths.remove(task.path());
        if (task.fromFeed()) {
            unsettledChanges.remove(task.entry().change());
        }
    }

    private boolean readPage() {
        page.addAll(catalog.changes(cursor, PAGE));
        allHandedOut = page.isEmpty();
        return !allHandedOut;
    }
}
