package dev.pullover.publishlist;

import dev.pullover.common.catalog.CatalogHead;
import dev.pullover.common.catalog.CatalogLine;
import dev.pullover.common.catalog.CatalogLine.Op;
import dev.pullover.common.catalog.CatalogPosition;
import dev.pullover.publishlist.FileOps.Copy;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Collects what is published together: one round of forcing to disk and one HEAD for all of it. Holds an
 * open file for each new content, so that they are forced to disk when all have been written.
 */
final class Batch implements AutoCloseable {
    /** Most lines in a batch; below 1024, which many systems allow a process to have open. */
    static final int MAX_LINES = 512;
    /** A batch waits no longer for more lines. */
    static final Duration MAX_AGE = Duration.ofSeconds(1);

    private final Outbox outbox;
    private final FileOps files;
    private final long segmentBytes;
    private final LongSupplier nanoTime;
    private final List<CatalogLine> lines = new ArrayList<>();
    private final List<Copy> copies = new ArrayList<>();
    private CatalogHead head;
    private long firstNs;

    Batch(Outbox outbox, FileOps files, CatalogHead head, long segmentBytes, LongSupplier nanoTime) {
        this.outbox = outbox;
        this.files = files;
        this.head = head;
        this.segmentBytes = segmentBytes;
        this.nanoTime = nanoTime;
    }

    /** As of the last flush. */
    CatalogHead head() {
        return head;
    }

    /** Sequence of the next line to be added. */
    long nextSeq() {
        return head.seq() + lines.size() + 1;
    }

    /** Adds a line for which nothing is to be put in place: a deletion, or new attributes only. */
    void add(CatalogLine line) {
        if (lines.isEmpty()) {
            firstNs = nanoTime.getAsLong();
        }
        lines.add(line);
    }

    /** Adds a line with its new content, which is closed by the batch. */
    void add(CatalogLine line, Copy copy) {
        add(line);
        copies.add(copy);
    }

    boolean isDue() {
        return lines.size() >= MAX_LINES || !lines.isEmpty() && nanoTime.getAsLong() - firstNs >= MAX_AGE.toNanos();
    }

    boolean hasDeletions() {
        return lines.stream().anyMatch(line -> line.op() == Op.DEL);
    }

    /** Publishes what was collected. */
    void flush() throws IOException {
        if (lines.isEmpty()) {
            return;
        }
        files.force(copies);
        CatalogPosition end = head.position();
        head = outbox.publish(head, end.offset() < segmentBytes ? end : end.nextSegment(), lines);
        lines.clear();
        copies.clear();
    }

    /** Lets go of what was not flushed; its temporaries are removed by {@link Outbox#recover}. */
    @Override
    public void close() throws IOException {
        for (Copy copy : copies) {
            copy.channel().close();
        }
    }
}
