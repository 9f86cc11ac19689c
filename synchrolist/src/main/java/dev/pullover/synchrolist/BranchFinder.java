package dev.pullover.synchrolist;

import dev.pullover.common.catalog.CatalogFormatException;
import dev.pullover.common.catalog.CatalogHead;
import dev.pullover.common.catalog.CatalogLine;
import dev.pullover.common.catalog.CatalogPosition;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Finds where in a child's segments the first line behind its branch begins, when more lines of the parent than that
 * were taken over. Costs one small read for each segment behind the branch, and reading the one it is in.
 */
final class BranchFinder {
    private final SegmentSource source;

    BranchFinder(SegmentSource source) {
        this.source = source;
    }

    /**
     * The place; empty if it is not there (yet), or a segment behind it is not.
     *
     * @throws CatalogFormatException if a segment begins with what is not a line
     */
    Optional<CatalogPosition> find(CatalogHead head, CatalogHead.Parent branch) throws IOException {
        if (head.seq() == branch.seq()) {
            return Optional.of(head.position());
        }
        for (long segment = head.segment(); segment >= 1; segment--) {
            Optional<CatalogLine> first = firstLine(segment);
            if (first.isEmpty() && segment < head.segment()) {
                return Optional.empty();
            }
            if (first.isPresent() && first.get().seq() <= branch.seq() + 1) {
                return behind(segment, branch, branch.seq() + 1 - first.get().seq());
            }
        }
        return Optional.empty();
    }

    private Optional<CatalogLine> firstLine(long segment) throws IOException {
        ByteArrayOutputStream start = new ByteArrayOutputStream();
        source.read(segment, 0, CatalogLine.MAX_BYTES + 1L, start::write);
        String text = start.toString(StandardCharsets.ISO_8859_1);
        int end = text.indexOf('\n');
        return end < 0 ? Optional.empty() : Optional.of(CatalogLine.parse(text.substring(0, end)));
    }

    /** The place behind the first {@code lines} lines of a segment. */
    private Optional<CatalogPosition> behind(long segment, CatalogHead.Parent branch, long lines) throws IOException {
        LineCounter counter = new LineCounter(lines);
        if (lines > 0) {
            source.read(segment, 0, Long.MAX_VALUE, counter::count);
        }
        return counter.left == 0
                ? Optional.of(new CatalogPosition(segment, counter.offset, branch.seq(), branch.chain()))
                : Optional.empty();
    }

    /** Counts lines down, and bytes up until none is left. */
    private static final class LineCounter {
        private long left;
        private long offset;

        LineCounter(long lines) {
            this.left = lines;
        }

        void count(byte[] buffer, int start, int length) {
            for (int i = start; i < start + length && left > 0; i++) {
                offset++;
                if (buffer[i] == '\n') {
                    left--;
                }
            }
        }
    }
}
