package dev.pullover.publishlist;

import dev.pullover.common.catalog.CatalogFormatException;
import dev.pullover.common.catalog.CatalogHead;
import dev.pullover.common.catalog.CatalogLine;
import dev.pullover.common.catalog.CatalogLine.Op;
import dev.pullover.common.catalog.CatalogPosition;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the index to the catalog's HEAD where it is not there: because the publisher was killed in a pass,
 * or the index is lost. The files concerned are entered as to be looked at again.
 */
final class IndexRebuild {
    private static final Logger log = LoggerFactory.getLogger(IndexRebuild.class);

    private final Index index;
    private final LocalCatalog catalog;
    private final Path state;

    /** @param state directory for temporary files */
    IndexRebuild(Index index, LocalCatalog catalog, Path state) {
        this.index = index;
        this.catalog = catalog;
        this.state = state;
    }

    void bringTo(CatalogHead head) throws IOException {
        Optional<IndexMark> mark = index.mark();
        if (mark.isPresent() && mark.get().isAt(head)) {
            return;
        }
        if (mark.isPresent() && mark.get().isBefore(head) && goOn(mark.get().position(), head)) {
            return;
        }
        log.info("index of {} lines is made from the catalog", head.seq());
        try (LatestLines lines = new LatestLines(state)) {
            catalog.readAll(head, lines::add);
            merge(null, lines, head);
        }
    }

    /** Writes the index anew with {@code recent}, which with it make up all that {@code head} offers. */
    void add(RecentEntries recent, CatalogHead head) throws IOException {
        Iterator<IndexEntry> changes = recent.entries().values().iterator();
        try (Index.Reader known = index.read();
                Index.Writer out = index.write()) {
            IndexEntry entry = known.next();
            IndexEntry change = next(changes);
            while (entry != null || change != null) {
                int order =
                        entry == null ? 1 : change == null ? -1 : entry.path().compareTo(change.path());
                if (change != null && order >= 0) {
                    out.add(change);
                    change = next(changes);
                } else if (entry != null) {
                    out.add(entry);
                }
                entry = order <= 0 ? known.next() : entry;
            }
            out.replace(head);
        }
    }

    private static @Nullable IndexEntry next(Iterator<IndexEntry> entries) {
        return entries.hasNext() ? entries.next() : null;
    }

    /** Adds the lines since {@code from}; false if the index is not of this catalog, or not whole. */
    private boolean goOn(CatalogPosition from, CatalogHead head) throws IOException {
        try (LatestLines lines = new LatestLines(state);
                Index.Reader known = index.read()) {
            catalog.read(from, head, lines::add);
            merge(known, lines, head);
            log.info("index brought from seq {} to {}", from.seq(), head.seq());
            return true;
        } catch (CatalogFormatException | NoSuchFileException e) {
            log.warn("index not used: {}", e.getMessage());
            return false;
        }
    }

    private void merge(Index.@Nullable Reader known, LatestLines lines, CatalogHead head) throws IOException {
        try (Index.Writer out = index.write()) {
            IndexEntry entry = known == null ? null : known.next();
            CatalogLine line = lines.next();
            while (entry != null || line != null) {
                int order = entry == null ? 1 : line == null ? -1 : entry.path().compareTo(line.path());
                if (line != null && order >= 0) {
                    if (line.op() == Op.PUT) {
                        out.add(IndexEntry.unsure(line));
                    }
                    line = lines.next();
                } else if (entry != null) {
                    out.add(entry);
                }
                if (known != null && order <= 0) {
                    entry = known.next();
                }
            }
            out.replace(head);
        }
    }
}
