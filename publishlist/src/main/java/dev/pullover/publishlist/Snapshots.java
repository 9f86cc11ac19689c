package dev.pullover.publishlist;

import dev.pullover.common.catalog.CatalogHead;
import dev.pullover.common.catalog.CatalogLayout;
import dev.pullover.common.catalog.CatalogPosition;
import dev.pullover.common.catalog.SnapshotHead;
import dev.pullover.common.catalog.SnapshotWriter;
import dev.pullover.publishlist.FileOps.Copy;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes snapshots of the catalog, from the index, and removes segments that no reader needs any more.
 *
 * <p>Kept are the two newest snapshots with all segments behind the older one, since a reader may be in the middle of that
 * when the newer one appears. Killed at any step, what is there is of use: a snapshot has its name once it is whole, and
 * files go from the oldest on.
 */
final class Snapshots {
    private static final Logger log = LoggerFactory.getLogger(Snapshots.class);
    private static final int BUFFER_BYTES = 256 * 1024;

    private final Outbox outbox;
    private final FileOps files;
    private final int every;
    private final int keepSegments;

    /**
     * Those of {@code outbox}.
     *
     * @param every sealed segments since the last snapshot that make a new one due, 0 = never
     * @param keepSegments segments kept before the newest snapshot
     */
    Snapshots(Outbox outbox, FileOps files, int every, int keepSegments) {
        this.outbox = outbox;
        this.files = files;
        this.every = every;
        this.keepSegments = keepSegments;
    }

    /**
     * Writes a snapshot if one is due.
     *
     * @param index that of {@code head}; nothing is written if it is of another one
     * @return the head after that
     */
    CatalogHead writeIfDue(Index index, CatalogHead head) throws IOException {
        List<Long> before = CatalogFiles.list(outbox.root()).basesBefore(head.segment());
        long last = before.isEmpty() ? 0 : before.get(0);
        boolean isDue = every > 0 && head.segment() - 1 - last >= every;
        if (!isDue || index.mark().filter(mark -> mark.isAt(head)).isEmpty()) {
            return head;
        }
        CatalogHead sealed = head.length() == 0 ? head : outbox.seal(head);
        CatalogPosition end = sealed.position();
        write(index, new SnapshotHead(sealed.epoch(), end.segment() - 1, end.seq(), end.chain()));
        removeOld(sealed);
        return sealed;
    }

    private void write(Index index, SnapshotHead head) throws IOException {
        Path temporary = outbox.temporary("base");
        FileChannel channel = files.create(temporary);
        try (channel;
                Index.Reader entries = index.read()) {
            OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER_BYTES);
            SnapshotWriter writer = new SnapshotWriter(out, head);
            long lines = 0;
            for (IndexEntry entry = entries.next(); entry != null; entry = entries.next()) {
                writer.add(entry.line());
                lines++;
            }
            writer.finish();
            out.flush();
            outbox.makeReadableAsSegments(temporary);
            files.force(List.of(new Copy(channel, temporary)));
            log.info("snapshot of {} files at the end of segment {}", lines, head.segment());
        }
        outbox.putIntoCatalog(temporary, CatalogLayout.base(head.segment()));
    }

    private void removeOld(CatalogHead head) throws IOException {
        CatalogFiles found = CatalogFiles.list(outbox.root());
        List<Long> bases = found.basesBefore(head.segment());
        if (bases.size() < 2) {
            // Whoever is reading began with the first segment.
            return;
        }
        long newest = bases.get(0);
        long older = bases.get(1);
        for (long base : found.bases().headSet(older)) {
            files.delete(CatalogLayout.in(outbox.root(), CatalogLayout.base(base)));
        }
        // Only when those are gone for good: a snapshot without the segments behind it counts as damage.
        files.forceDirectory(CatalogLayout.in(outbox.root(), CatalogLayout.CATALOG));
        for (long segment : found.segments().headSet(Math.min(older, newest - keepSegments), true)) {
            files.delete(CatalogLayout.in(outbox.root(), CatalogLayout.segment(segment)));
        }
        files.forceDirectory(CatalogLayout.in(outbox.root(), CatalogLayout.CATALOG));
    }
}
