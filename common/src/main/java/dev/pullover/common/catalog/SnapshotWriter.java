package dev.pullover.common.catalog;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Writes a snapshot: what is offered after the last line of a segment. Keeps nothing but counts.
 *
 * <pre>
 * base TAB …                           see {@link SnapshotHead}
 * the put line of each offered file    sorted by the bytes of the path
 * end TAB number of lines between TAB SHA-256 of everything before this line
 * </pre>
 *
 * <p>For one thread.
 */
public final class SnapshotWriter {
    static final String END = "end";
    static final byte[] LINE_FEED = {'\n'};

    private final OutputStream out;
    private final Sha256.Hasher hasher = new Sha256.Hasher();
    private long lines;

    /** @param out written to line by line: a buffered one; stays open */
    public SnapshotWriter(OutputStream out, SnapshotHead head) throws IOException {
        this.out = out;
        write(head.format());
    }

    /** Adds an offered file. Each path once, in the order of {@link dev.pullover.common.path.FilePath#compareTo}. */
    public void add(CatalogLine line) throws IOException {
        write(line.format());
        lines++;
    }

    /** Writes the last line. */
    public void finish() throws IOException {
        write(end(lines, hasher.finish()));
    }

    static String end(long lines, Sha256 hash) {
        return END + "\t" + lines + "\t" + hash;
    }

    private void write(String line) throws IOException {
        byte[] bytes = (line + "\n").getBytes(StandardCharsets.US_ASCII);
        hasher.update(bytes, 0, bytes.length);
        out.write(bytes);
    }
}
