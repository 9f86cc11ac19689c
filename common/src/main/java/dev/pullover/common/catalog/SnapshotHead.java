package dev.pullover.common.catalog;

import java.util.UUID;

/**
 * The first line of a snapshot: the place in the catalog of which it says what is offered.
 *
 * <pre>
 * base TAB 1 TAB epoch TAB segment TAB seq TAB chain
 * </pre>
 *
 * @param epoch of the catalog when the snapshot was written; a child epoch keeps the snapshots of its parent
 * @param segment the last segment whose lines are contained, the number in the file's name
 * @param seq sequence of the last line of that segment
 * @param chain value of the {@link Chain} after that line
 */
public record SnapshotHead(UUID epoch, long segment, long seq, Sha256 chain) {
    static final String WORD = "base";
    private static final int FIELDS = 6;

    public SnapshotHead {
        if (segment < 1 || segment >= CatalogLayout.MAX_SEGMENT || seq < 0) {
            throw new IllegalArgumentException("no place for a snapshot: segment " + segment + ", seq " + seq);
        }
    }

    /** Where a reader goes on after the snapshot: the beginning of the next segment. */
    public CatalogPosition position() {
        return new CatalogPosition(segment + 1, 0, seq, chain);
    }

    /**
     * Whether a reader of {@code head} may begin here. False for one that was replicated before the HEAD
     * that goes with it.
     */
    public boolean isBefore(CatalogHead head) {
        return segment < head.segment() && seq <= head.seq();
    }

    /** The line, without line feed. */
    String format() {
        return WORD + "\t" + CatalogHead.FORMAT + "\t" + epoch + "\t" + segment + "\t" + seq + "\t" + chain;
    }

    static SnapshotHead parse(String line) throws CatalogFormatException {
        String[] fields = line.split("\t", -1);
        if (fields.length != FIELDS || !fields[0].equals(WORD)) {
            throw new CatalogFormatException(
                    "does not begin with a line of '" + WORD + "' and " + (FIELDS - 1) + " further fields");
        }
        if (!fields[1].equals(Integer.toString(CatalogHead.FORMAT))) {
            throw new CatalogFormatException(
                    Fields.message("format", fields[1], CatalogHead.FORMAT + ", all that this version reads"));
        }
        try {
            SnapshotHead head = new SnapshotHead(
                    UUID.fromString(fields[2]),
                    Long.parseLong(fields[3]),
                    Long.parseLong(fields[4]),
                    Sha256.parse(fields[5]));
            if (head.format().equals(line)) {
                return head;
            }
        } catch (IllegalArgumentException e) {
            throw new CatalogFormatException("first line: " + e.getMessage());
        }
        throw new CatalogFormatException("first line: a number or UUID is not in its only form");
    }
}
