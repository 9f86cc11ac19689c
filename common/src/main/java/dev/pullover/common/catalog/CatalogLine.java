package dev.pullover.common.catalog;

import dev.pullover.common.path.FilePath;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * One publication: a file that is offered, or offered no more.
 *
 * <pre>
 * seq TAB op TAB size TAB mtime-ns TAB mode TAB sha256 TAB published-ns TAB path LF
 * 42      put    1234     1700000000123456789  0644  9f86…0a08  1700000001000000000  a/b%20%25.csv
 * </pre>
 *
 * <p>Each value has exactly one text form, so equal lines are equal bytes and a chain over them means
 * something.
 *
 * @param seq number of the line in its catalog, from 1 without gaps
 * @param op whether the file is offered
 * @param size bytes of content; 0 of a deletion
 * @param mtimeNs date of last change, nanoseconds since 1970 UTC, negative before; 0 of a deletion
 * @param mode permission bits, 0 to 07777; 0 of a deletion
 * @param hash of the content; {@link Sha256#ZERO} of a deletion, and of a file found by scanning, whose hash nobody knows
 *     before it has been read: see {@link #hasHash}
 * @param publishedNs when it was published, nanoseconds since 1970 UTC by the publisher's clock
 * @param path relative to the outbox; may be one that must not be touched, see {@link
 *     FilePath#problem()}
 */
public record CatalogLine(
        long seq, Op op, long size, long mtimeNs, int mode, Sha256 hash, long publishedNs, FilePath path) {
    /** Longest line without its line feed, in bytes: three for each of 4095 of the path, and some for the rest. */
    public static final int MAX_BYTES = 16 * 1024;
    /** Largest value of {@link #mode}. */
    public static final int MAX_MODE = 07777;

    /** What a line does. */
    public enum Op {
        /** The file is offered with this content, date and mode. */
        PUT,
        /** The file is offered no more. */
        DEL;

        private final String text = name().toLowerCase(Locale.ROOT);

        @Override
        public String toString() {
            return text;
        }
    }

    public CatalogLine {
        require(seq >= 1, "seq", seq, "at least 1");
        require(size >= 0, "size", size, "at least 0");
        require(mode >= 0 && mode <= MAX_MODE, "mode", mode, "0 to 07777");
        require(publishedNs >= 0, "published-ns", publishedNs, "at least 0");
        require(!path.toString().isEmpty(), "path", path, "not empty");
        boolean blank = size == 0 && mtimeNs == 0 && mode == 0 && hash.equals(Sha256.ZERO);
        require(op == Op.PUT || blank, "op", op, "with size, mtime-ns, mode and sha256 of zeros only");
    }

    /** A publication of content. */
    public static CatalogLine put(
            long seq, long size, long mtimeNs, int mode, Sha256 hash, long publishedNs, FilePath path) {
        return new CatalogLine(seq, Op.PUT, size, mtimeNs, mode, hash, publishedNs, path);
    }

    /** A deletion. */
    public static CatalogLine del(long seq, long publishedNs, FilePath path) {
        return new CatalogLine(seq, Op.DEL, 0, 0, 0, Sha256.ZERO, publishedNs, path);
    }

    /** Whether the hash is known. If not, the content is told by size and date, which is in whole seconds then. */
    public boolean hasHash() {
        return !hash.equals(Sha256.ZERO);
    }

    /** Same, with the hash that was learnt when the content was read. */
    public CatalogLine withHash(Sha256 learnt) {
        return new CatalogLine(seq, op, size, mtimeNs, mode, learnt, publishedNs, path);
    }

    /**
     * The line as text, without line feed.
     *
     * @throws IllegalArgumentException if it is longer than {@link #MAX_BYTES}
     */
    public String format() {
        String line = seq + "\t" + op + "\t" + size + "\t" + mtimeNs + "\t" + formatMode(mode) + "\t" + hash + "\t"
                + publishedNs + "\t" + path;
        if (line.length() > MAX_BYTES) {
            throw new IllegalArgumentException(
                    "line " + seq + " of " + line.length() + " bytes, at most " + MAX_BYTES + ": " + path);
        }
        return line;
    }

    /** Same as {@link #format}, as bytes. */
    public byte[] bytes() {
        return format().getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Reads a line without its line feed.
     *
     * @throws CatalogFormatException naming the field and what was found
     */
    public static CatalogLine parse(String line) throws CatalogFormatException {
        if (line.length() > MAX_BYTES) {
            throw new CatalogFormatException("line of " + line.length() + " bytes, at most " + MAX_BYTES);
        }
        Fields fields = new Fields(line);
        long seq = fields.number("seq");
        Op op = fields.op();
        long size = fields.number("size");
        long mtimeNs = fields.number("mtime-ns");
        int mode = fields.mode();
        Sha256 hash = fields.hash();
        long publishedNs = fields.number("published-ns");
        FilePath path = fields.path();
        try {
            return new CatalogLine(seq, op, size, mtimeNs, mode, hash, publishedNs, path);
        } catch (IllegalArgumentException e) {
            throw new CatalogFormatException(e.getMessage());
        }
    }

    /** Four octal digits. */
    public static String formatMode(int mode) {
        return "" + (char) ('0' + (mode >> 9 & 7)) + (char) ('0' + (mode >> 6 & 7)) + (char) ('0' + (mode >> 3 & 7))
                + (char) ('0' + (mode & 7));
    }

    private static void require(boolean holds, String field, Object found, String allowed) {
        if (!holds) {
            throw new IllegalArgumentException(Fields.message(field, String.valueOf(found), allowed));
        }
    }
}
