package dev.pullover.publishlist;

import dev.pullover.common.catalog.CatalogFormatException;
import dev.pullover.common.catalog.CatalogHead;
import dev.pullover.common.catalog.CatalogPosition;
import dev.pullover.common.catalog.Sha256;
import java.util.UUID;

/**
 * Up to where in which catalog an index goes: its last line.
 *
 * <pre>
 * end TAB number of entries TAB epoch TAB segment TAB offset TAB seq TAB chain
 * </pre>
 *
 * @param entries in the index
 */
record IndexMark(long entries, UUID epoch, CatalogPosition position) {
    private static final String WORD = "end";
    private static final int FIELDS = 7;

    static IndexMark of(long entries, CatalogHead head) {
        return new IndexMark(entries, head.epoch(), head.position());
    }

    static boolean isMark(String line) {
        return line.startsWith(WORD);
    }

    String format() {
        return WORD + "\t" + entries + "\t" + epoch + "\t" + position.segment() + "\t" + position.offset() + "\t"
                + position.seq() + "\t" + position.chain();
    }

    static IndexMark parse(String line) throws CatalogFormatException {
        String[] fields = line.split("\t", -1);
        if (!fields[0].equals(WORD) || fields.length != FIELDS) {
            throw new CatalogFormatException("the index is not whole");
        }
        try {
            CatalogPosition position = new CatalogPosition(
                    Long.parseLong(fields[3]),
                    Long.parseLong(fields[4]),
                    Long.parseLong(fields[5]),
                    Sha256.parse(fields[6]));
            return new IndexMark(Long.parseLong(fields[1]), UUID.fromString(fields[2]), position);
        } catch (IllegalArgumentException e) {
            throw new CatalogFormatException("the last line of the index is wrong: " + e.getMessage());
        }
    }

    /** Whether the index is that of {@code head}, perhaps of before an empty segment was begun. */
    boolean isAt(CatalogHead head) {
        return epoch.equals(head.epoch())
                && position.seq() == head.seq()
                && position.chain().equals(head.chain());
    }

    /** Whether {@code head} may be a continuation of what the index has; the chain will tell. */
    boolean isBefore(CatalogHead head) {
        boolean before = position.segment() < head.segment()
                || position.segment() == head.segment() && position.offset() <= head.length();
        return epoch.equals(head.epoch()) && position.seq() <= head.seq() && before;
    }

    /** Whether {@code head} is of an earlier time of the same catalog: the index is written after HEAD. */
    boolean isAhead(CatalogHead head) {
        return epoch.equals(head.epoch()) && position.seq() > head.seq();
    }
}
