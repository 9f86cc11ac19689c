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
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads the catalog of a local outbox. */
final class LocalCatalog {
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
     * Delivers all lines up to {@code head}.
     *
     * @throws PulloverException (verification) if they are not all there, or not the ones published
     */
    void readAll(CatalogHead head, Consumer<CatalogLine> lines) throws IOException {
        try {
            read(CatalogPosition.START, head, lines);
        } catch (CatalogFormatException | NoSuchFileException e) {
            throw damaged(outbox, String.valueOf(e.getMessage()), e);
        }
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
        Path segment = CatalogLayout.in(outbox, CatalogLayout.segment(from.segment()));
        byte[] buffer = new byte[BUFFER_BYTES];
        try (FileChannel channel = FileChannel.open(segment, StandardOpenOption.READ)) {
            channel.position(from.offset());
            int read = channel.read(ByteBuffer.wrap(buffer));
            while (read > 0 && parser.feed(buffer, 0, read)) {
                read = channel.read(ByteBuffer.wrap(buffer));
            }
        }
        return parser.finish();
    }
}
