package dev.pullover.synchrolist;

import dev.pullover.common.catalog.CatalogHead;
import dev.pullover.common.catalog.CatalogLine;
import dev.pullover.common.catalog.CatalogPosition;
import dev.pullover.common.catalog.SegmentEnd;
import dev.pullover.common.catalog.SegmentParser;
import dev.pullover.common.catalog.SnapshotEnd;
import dev.pullover.common.catalog.SnapshotParser;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Reads the lines between a place and HEAD, over any number of segments, in bounded memory. */
final class CatalogReader {
    /** After so many bytes it is asked whether to go on. */
    private static final long SLICE_BYTES = 16 << 20;

    private final BooleanSupplier stopping;

    /** @param stopping whether to give up, with {@link InterruptedIOException} */
    CatalogReader(BooleanSupplier stopping) {
        this.stopping = stopping;
    }

    /** How reading ended; the lines before were given to {@code lines}. */
    SegmentEnd read(SegmentSource source, CatalogPosition from, CatalogHead head, Lines lines) throws IOException {
        CatalogPosition at = from;
        while (true) {
            if (at.isPast(head)) {
                return new SegmentEnd.Corrupt(
                        at,
                        head.segment(),
                        head.length(),
                        "segment " + head.segment() + ": ends at byte " + head.length()
                                + ", before the lines known here");
            }
            SegmentParser parser = new SegmentParser(at, head, lines::take);
            readSegment(source, at.segment(), parser, lines);
            SegmentEnd end = parser.finish();
            if (parser.isLast() || !(end instanceof SegmentEnd.Complete)) {
                return end;
            }
            if (at.segment() > from.segment() && parser.offset() == 0) {
                // None is sealed empty; and HEAD may claim so many that asking for each would never end.
                return new SegmentEnd.Truncated(
                        at, at.segment(), 0, "segment " + at.segment() + ": not there, or empty");
            }
            at = end.position().nextSegment();
        }
    }

    /** Reads a snapshot from its first byte; the lines were given to {@code lines}, and count only if all is there. */
    SnapshotEnd readSnapshot(SegmentSource source, long number, Consumer<CatalogLine> lines) throws IOException {
        SnapshotParser parser = new SnapshotParser(number, lines);
        long delivered;
        do {
            requireGoingOn();
            delivered = source.read(RemoteSnapshots.key(number), parser.offset(), SLICE_BYTES, parser::feed);
        } while (delivered == SLICE_BYTES && !(parser.finish() instanceof SnapshotEnd.Corrupt));
        return parser.finish();
    }

    private void readSegment(SegmentSource source, long segment, SegmentParser parser, Lines lines) throws IOException {
        while (parser.wanted() > 0) {
            requireGoingOn();
            long length = Math.min(parser.wanted(), SLICE_BYTES);
            long delivered = source.read(segment, parser.offset(), length, (buffer, start, count) -> {
                parser.feed(buffer, start, count);
                lines.pause(parser.position());
            });
            if (delivered < length) {
                return;
            }
        }
    }

    private void requireGoingOn() throws InterruptedIOException {
        if (stopping.getAsBoolean()) {
            throw new InterruptedIOException("told to stop");
        }
    }

    /** Takes what is read. */
    @FunctionalInterface
    interface Lines {
        /** Lines that nobody needs: only that they are well-formed and in sequence counts. */
        Lines NONE = line -> {};

        /** The next line. */
        void take(CatalogLine line);

        /** Called now and then: {@code position} is behind the last line. */
        default void pause(CatalogPosition position) throws IOException {}
    }
}
