package dev.pullover.common.catalog;

import dev.pullover.common.catalog.CatalogLine.Op;
import dev.pullover.common.path.FilePath;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Turns the bytes of a snapshot into checked lines: each a well-formed {@code put}, sorted by path, each
 * path once. Does no input itself and keeps at most one line.
 *
 * <pre>
 * var parser = new SnapshotParser(number, line -&gt; …);
 * store.read(CatalogLayout.base(number), parser.offset(), Long.MAX_VALUE, parser::feed);
 * switch (parser.finish()) {
 *     case Complete end  -&gt; position = end.head().position(), if end.head().isBefore(head)
 *     case Truncated end -&gt; not yet, or cut
 *     case Corrupt end   -&gt; tell from where; an older snapshot, or all segments, may still do
 * }
 * </pre>
 *
 * <p>Lines are delivered before the hash in the last line has been seen: only {@link SnapshotEnd.Complete}
 * says that they are what was written, and only the chain of HEAD, reached from {@link
 * SnapshotHead#position()}, that they belong to that catalog. Keep nothing for good before both.
 *
 * <p>For one thread.
 */
public final class SnapshotParser {
    private final long segment;
    private final Consumer<CatalogLine> lines;
    private final LineSplitter splitter = new LineSplitter(this::line);
    private final Sha256.Hasher hasher = new Sha256.Hasher();
    private @Nullable SnapshotHead head;
    private @Nullable FilePath lastPath;
    private long lineOffset;
    private long delivered;
    private @Nullable SnapshotEnd end;

    /**
     * A parser of {@link CatalogLayout#base base(segment)}, from its first byte on.
     *
     * @param lines takes each line
     */
    public SnapshotParser(long segment, Consumer<CatalogLine> lines) {
        this.segment = segment;
        this.lines = lines;
    }

    /** Where in the file the next byte to feed is. */
    public long offset() {
        return lineOffset + splitter.pending();
    }

    /** The place of the snapshot, as soon as its first line has been fed. */
    public Optional<SnapshotHead> head() {
        return Optional.ofNullable(head);
    }

    /**
     * The next bytes of the file are {@code buffer[start …]}.
     *
     * @return whether more are of use
     */
    public boolean feed(byte[] buffer, int start, int length) {
        if (end instanceof SnapshotEnd.Complete && length > 0) {
            end = corrupt("more follows after the last line");
        }
        if (end == null && !splitter.feed(buffer, start, length)) {
            end = corrupt("line longer than " + CatalogLine.MAX_BYTES + " bytes");
        }
        // After the last line one more look: nothing may follow.
        return !(end instanceof SnapshotEnd.Corrupt);
    }

    /** What came of it, when the file has no more bytes or {@link #feed} wanted no more. May be called again. */
    public SnapshotEnd finish() {
        if (end instanceof SnapshotEnd.Complete && splitter.pending() > 0) {
            end = corrupt("more follows after the last line");
        }
        if (end != null) {
            return end;
        }
        return new SnapshotEnd.Truncated(
                offset(), "snapshot " + segment + ": ends at byte " + offset() + ", without its last line");
    }

    private boolean line(byte[] buffer, int at, int length) {
        if (end != null) {
            end = corrupt("more follows after the last line");
            return false;
        }
        String text = new String(buffer, at, length, StandardCharsets.ISO_8859_1);
        try {
            if (head == null) {
                head = first(text);
            } else if (text.startsWith(SnapshotWriter.END + "\t")) {
                end = last(head, text);
            } else {
                deliver(head, CatalogLine.parse(text));
            }
        } catch (CatalogFormatException e) {
            end = corrupt(String.valueOf(e.getMessage()));
            return false;
        }
        hasher.update(buffer, at, length);
        hasher.update(SnapshotWriter.LINE_FEED, 0, 1);
        lineOffset += length + 1;
        return true;
    }

    private SnapshotHead first(String text) throws CatalogFormatException {
        SnapshotHead found = SnapshotHead.parse(text);
        if (found.segment() != segment) {
            throw new CatalogFormatException("is that of segment " + found.segment() + ", its name says " + segment);
        }
        return found;
    }

    private void deliver(SnapshotHead place, CatalogLine line) throws CatalogFormatException {
        if (line.op() != Op.PUT) {
            throw new CatalogFormatException(Fields.message("op", line.op().toString(), "'put' in a snapshot"));
        }
        if (line.seq() > place.seq()) {
            throw new CatalogFormatException(Fields.message(
                    "seq", Long.toString(line.seq()), "at most " + place.seq() + ", that of the snapshot"));
        }
        if (lastPath != null && lastPath.compareTo(line.path()) >= 0) {
            throw new CatalogFormatException(
                    Fields.message("path", line.path().toString(), "greater than that before"));
        }
        lastPath = line.path();
        delivered++;
        lines.accept(line);
    }

    private SnapshotEnd last(SnapshotHead place, String text) throws CatalogFormatException {
        String expected = SnapshotWriter.end(delivered, hasher.finish());
        if (!text.equals(expected)) {
            throw new CatalogFormatException("last line is '" + text + "', after what was read it must be '" + expected
                    + "'; something before has changed");
        }
        return new SnapshotEnd.Complete(place, delivered);
    }

    private SnapshotEnd corrupt(String problem) {
        return new SnapshotEnd.Corrupt(lineOffset, "snapshot " + segment + ", byte " + lineOffset + ": " + problem);
    }
}
