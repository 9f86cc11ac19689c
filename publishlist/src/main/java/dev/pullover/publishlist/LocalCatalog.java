package dev.pullover.publishlist;

import dev.pullover.common.ExitCode;
import dev.pullover.common.PulloverException;
import dev.pullover.common.catalog.CatalogFormatException;
import dev.pullover.common.catalog.CatalogHead;
import dev.pullover.common.catalog.CatalogLayout;
import dev.pullover.common.catalog.CatalogLine;
import dev.pullover.common.catalog.CatalogPosition;
import dev.pullover.common.catalog.SegmentEnd;
import dev.pullover.common.catalog.SegmentParser;
import dev.pullover.common.catalog.SnapshotEnd;
import dev.pullover.common.catalog.SnapshotHead;
import dev.pullover.common.catalog.SnapshotParser;
import dev.pullover.common.path.FilePath;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the catalog of a local outbox. */
final class LocalCatalog {
    private static final Logger log = LoggerFactory.getLogger(LocalCatalog.class);
    private static final int BUFFER_BYTES = 256 * 1024;

    private final Path outbox;

    LocalCatalog(Path outbox) {
        this.outbox = outbox;
    }

    /**
     * Delivers all lines between {@code from} and {@code head}.
     *
     * @throws CatalogFormatException if they are not all there, or not the ones published
     */
    void read(CatalogPosition from, CatalogHead head, Consumer<CatalogLine> lines) throws IOException {
        CatalogPosition position = from;
        while (true) {
            SegmentParser parser = new SegmentParser(position, head, lines);
            SegmentEnd end = read(parser, position);
            if (end instanceof SegmentEnd.Truncated truncated) {
                throw new CatalogFormatException(truncated.problem());
            }
            if (end instanceof SegmentEnd.Corrupt corrupt) {
                throw new CatalogFormatException(corrupt.problem());
            }
            if (parser.isLast()) {
                return;
            }
            position = end.position().nextSegment();
        }
    }

    /**
     * Delivers what was published up to {@code head}, the last line of each path among it: from the newest good snapshot
     * on, in the order of that and then of the segments.
     *
     * @throws PulloverException (verification) if it is not all there, or not what was published
     */
    void readAll(CatalogHead head, Consumer<CatalogLine> lines) throws IOException {
        try {
            read(start(head, lines), head, lines);
        } catch (CatalogFormatException e) {
            throw damaged(outbox, String.valueOf(e.getMessage()), e);
        } catch (NoSuchFileException e) {
            throw damaged(outbox, e.getMessage() + " is missing", e);
        }
    }

    /**
     * Reads all that is there: each snapshot with all that follows it, and all segments if the first one is there.
     *
     * @throws PulloverException (verification) if something is not there, or not what was published
     */
    void check(CatalogHead head) throws IOException {
        CatalogFiles found = CatalogFiles.list(outbox);
        try {
            if (found.hasAllSegments(head.segment())
                    || found.basesBefore(head.segment()).isEmpty()) {
                read(CatalogPosition.START, head, line -> {});
            }
            for (long base : found.basesBefore(head.segment())) {
                read(readBase(base, line -> {}).position(), head, line -> {});
            }
        } catch (CatalogFormatException e) {
            throw damaged(outbox, String.valueOf(e.getMessage()), e);
        } catch (NoSuchFileException e) {
            throw damaged(outbox, e.getMessage() + " is missing", e);
        }
    }

    /** Delivers the newest snapshot that is good; returns where to go on. */
    private CatalogPosition start(CatalogHead head, Consumer<CatalogLine> lines) throws IOException {
        CatalogFormatException bad = null;
        for (long base : CatalogFiles.list(outbox).basesBefore(head.segment())) {
            try {
                // Once to know that it is whole, once for its lines.
                readBase(base, line -> {});
                return readBase(base, lines).position();
            } catch (CatalogFormatException e) {
                log.warn("not used: {}", e.getMessage());
                bad = e;
            }
        }
        if (bad != null && !Files.exists(CatalogLayout.in(outbox, CatalogLayout.segment(1)))) {
            throw bad;
        }
        return CatalogPosition.START;
    }

    private SnapshotHead readBase(long number, Consumer<CatalogLine> lines) throws IOException {
        SnapshotParser parser = new SnapshotParser(number, lines);
        feed(CatalogLayout.base(number), 0, parser::feed);
        SnapshotEnd end = parser.finish();
        if (end instanceof SnapshotEnd.Truncated truncated) {
            throw new CatalogFormatException(truncated.problem());
        }
        if (end instanceof SnapshotEnd.Corrupt corrupt) {
            throw new CatalogFormatException(corrupt.problem());
        }
        return ((SnapshotEnd.Complete) end).head();
    }

    /** What to tell when a catalog can no more be gone on with. */
    static PulloverException damaged(Path outbox, String problem, @Nullable Throwable cause) {
        return new PulloverException(
                ExitCode.VERIFICATION,
                "catalog damaged: " + problem + "; restore " + outbox + "/.pullover/catalog from the backup server, or"
                        + " move it away, and the index in state, to begin a new epoch",
                cause);
    }

    private SegmentEnd read(SegmentParser parser, CatalogPosition from) throws IOException {
        feed(CatalogLayout.segment(from.segment()), from.offset(), parser::feed);
        return parser.finish();
    }

    private void feed(FilePath file, long offset, Feed parser) throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        try (FileChannel channel = FileChannel.open(CatalogLayout.in(outbox, file), StandardOpenOption.READ)) {
            channel.position(offset);
            int read = channel.read(ByteBuffer.wrap(buffer));
            while (read > 0 && parser.feed(buffer, 0, read)) {
                read = channel.read(ByteBuffer.wrap(buffer));
            }
        }
    }

    private interface Feed {
        boolean feed(byte[] buffer, int start, int length);
    }
}
