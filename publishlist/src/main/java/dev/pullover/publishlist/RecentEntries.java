package dev.pullover.publishlist;

import dev.pullover.common.catalog.CatalogHead;
import dev.pullover.common.path.FilePath;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What was published since the index was written, so that a few files need no new index. With the index it makes up all
 * that is offered at {@link #isAt its head}. Lost with the process: then the index is brought up from the catalog.
 */
final class RecentEntries {
    /** Most entries before a sweep writes them into the index; some 500 bytes each. */
    static final int MAX = 20_000;

    private final TreeMap<FilePath, IndexEntry> entries = new TreeMap<>();
    private @Nullable CatalogHead head;

    /** Whether it goes up to {@code current}. */
    boolean isAt(CatalogHead current) {
        CatalogHead known = head;
        return known != null
                && known.epoch().equals(current.epoch())
                && known.seq() == current.seq()
                && known.chain().equals(current.chain());
    }

    /** The index itself goes up to {@code current}. */
    void restart(CatalogHead current) {
        entries.clear();
        head = current;
    }

    /** Index and catalog must be compared before this is of use again. */
    void invalidate() {
        entries.clear();
        head = null;
    }

    void put(IndexEntry entry) {
        entries.put(entry.path(), entry);
    }

    /** The entries go up to {@code current}. */
    void advance(CatalogHead current) {
        head = current;
    }

    @Nullable
    IndexEntry find(FilePath path) {
        return entries.get(path);
    }

    Map<FilePath, IndexEntry> entries() {
        return entries;
    }

    boolean isFull() {
        return entries.size() >= MAX;
    }
}
