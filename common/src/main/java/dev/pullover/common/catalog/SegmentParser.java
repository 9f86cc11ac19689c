package dev.pullover.common.catalog;

import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Turns the bytes of one segment into checked lines: each well-formed, sequences without gaps, the
 * chain that of HEAD when its last line is reached. Does no input itself and keeps at most one line.
 *
 * <pre>
 * var parser = new SegmentParser(position, head, line -&gt; …);
 * store.read(CatalogLayout.segment(position.segment()), parser.offset(), parser.wanted(), parser::feed);
 * switch (parser.finish()) {
 *     case Complete end  -&gt; position = parser.isLast() ? end.position() : end.position().nextSegment();
 *     case Truncated end -&gt; not yet, or cut
 *     case Corrupt end   -&gt; tell which segment and from where
 * }
 * </pre>
 *
 * <p>A reader that keeps its position over restarts keeps {@link #position()} (after a line it
 * has), not {@link CatalogPosition#nextSegment()}: then a segment found short by its successor is read
 * on from where it ended.
 *
 * <p>Only HEAD vouches for a chain. Lines are well-formed and in sequence when they are delivered; that
 * they are the published ones is certain when {@link #finish} of the <em>last</em> segment says {@link
 * SegmentEnd.Complete}.
 *
 * <p>For one thread.
 */
public final class SegmentParser {
    private final CatalogPosition from;
    private final CatalogHead head;
    private final Consumer<CatalogLine> lines;
    private final Chain chain;
    private final LineSplitter splitter = new LineSplitter(this::line);

    private long lineOffset;
    private long seq;
    private long delivered;
    private @Nullable SegmentEnd failure;

    /**
     * A parser of segment {@code from.segment()}, from {@code from.offset()} on.
     *
     * @param lines takes each line; {@link #position()} is then the place after it
     * @throws IllegalArgumentException if {@code from} is past {@code head}
     */
    public SegmentParser(CatalogPosition from, CatalogHead head, Consumer<CatalogLine> lines) {
        if (from.isPast(head)) {
            throw new IllegalArgumentException(from + " is past " + head.position());
        }
        this.from = from;
        this.head = head;
        this.lines = lines;
        this.chain = new Chain(from.chain());
        this.lineOffset = from.offset();
        this.seq = from.seq();
    }

    /** Whether this is the segment that HEAD names. */
    public boolean isLast() {
        return from.segment() == head.segment();
    }

    /** Where in the segment the next byte to feed is. */
    public long offset() {
        return lineOffset + splitter.pending();
    }

    /** Most bytes that are still of use; of a segment before the last, which goes to its file's end, no limit. */
    public long wanted() {
        if (failure != null) {
            return 0;
        }
        return isLast() ? head.length() - offset() : Long.MAX_VALUE - offset();
    }

    /** The place after the last line delivered. */
    public CatalogPosition position() {
        return new CatalogPosition(from.segment(), lineOffset, seq, chain.value());
    }

    /**
     * The next bytes of the segment are {@code buffer[start …]}. Those past HEAD are left alone.
     *
     * @return whether more are of use
     */
    public boolean feed(byte[] buffer, int start, int length) {
        int useful = (int) Math.min(length, wanted());
        if (failure == null && !splitter.feed(buffer, start, useful)) {
            failure = corrupt(lineOffset, "line longer than " + CatalogLine.MAX_BYTES + " bytes");
        }
        return wanted() > 0;
    }

    /** What came of it, when the store has no more bytes or {@link #wanted} is 0. May be called again. */
    public SegmentEnd finish() {
        if (failure != null) {
            return failure;
        }
        if (isLast() && offset() < head.length()) {
            return truncated("ends at byte " + offset() + ", HEAD says " + head.length());
        }
        if (splitter.pending() > 0) {
            return isLast()
                    ? corrupt(lineOffset, "HEAD's length " + head.length() + " is inside a line")
                    : truncated("ends at byte " + offset() + ", inside a line");
        }
        if (isLast() && seq != head.seq()) {
            return corrupt(from.offset(), "ends with sequence " + seq + ", HEAD says " + head.seq());
        }
        if (isLast() && !chain.value().equals(head.chain())) {
            return new SegmentEnd.Corrupt(
                    from,
                    from.segment(),
                    from.offset(),
                    "segment " + from.segment() + ": chain at sequence " + seq + " is " + chain.value() + ", HEAD says "
                            + head.chain() + "; a line before has changed");
        }
        return new SegmentEnd.Complete(position(), delivered);
    }

    private boolean line(byte[] buffer, int at, int length) {
        CatalogLine line;
        try {
            // Latin-1, so that no byte is lost: a byte that must not be there is named by the parser.
            line = CatalogLine.parse(new String(buffer, at, length, StandardCharsets.ISO_8859_1));
        } catch (CatalogFormatException e) {
            failure = corrupt(lineOffset, String.valueOf(e.getMessage()));
            return false;
        }
        if (line.seq() != seq + 1 || line.seq() > head.seq()) {
            failure = outOfSequence(line.seq());
            return false;
        }
        chain.add(buffer, at, length);
        seq = line.seq();
        lineOffset += length + 1;
        delivered++;
        lines.accept(line);
        return true;
    }

    private SegmentEnd outOfSequence(long found) {
        if (found > seq + 1 && found <= head.seq() && lineOffset == 0) {
            return new SegmentEnd.Truncated(
                    position(),
                    from.segment() - 1,
                    -1,
                    "segment " + (from.segment() - 1) + ": ends before sequence " + found + " with which segment "
                            + from.segment() + " begins; " + (seq + 1) + " should follow");
        }
        return corrupt(
                lineOffset, "sequence " + found + " where " + (seq + 1) + " should be, HEAD says up to " + head.seq());
    }

    private SegmentEnd truncated(String problem) {
        return new SegmentEnd.Truncated(
                position(), from.segment(), offset(), "segment " + from.segment() + ": " + problem);
    }

    private SegmentEnd corrupt(long offset, String problem) {
        return new SegmentEnd.Corrupt(
                position(), from.segment(), offset, "segment " + from.segment() + ", byte " + offset + ": " + problem);
    }
}
