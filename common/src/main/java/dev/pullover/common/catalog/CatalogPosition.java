package dev.pullover.common.catalog;

/**
 * A place between two lines of a catalog, from which a reader goes on.
 *
 * @param segment number of the segment, from 1
 * @param offset first byte of the next line in that segment
 * @param seq sequence of the line before, 0 at the very beginning
 * @param chain value of the {@link Chain} after that line
 */
public record CatalogPosition(long segment, long offset, long seq, Sha256 chain) {
    /** Before the first line of a catalog. */
    public static final CatalogPosition START = new CatalogPosition(1, 0, 0, Sha256.ZERO);

    public CatalogPosition {
        if (segment < 1 || segment > CatalogLayout.MAX_SEGMENT || offset < 0 || seq < 0) {
            throw new IllegalArgumentException(
                    "not a place in a catalog: segment " + segment + ", offset " + offset + ", seq " + seq);
        }
    }

    /** Whether it cannot be in a catalog that ends at {@code head}. */
    public boolean isPast(CatalogHead head) {
        return seq > head.seq() || segment > head.segment() || segment == head.segment() && offset > head.length();
    }

    /** The same place in the history, as the beginning of the segment after this one. */
    public CatalogPosition nextSegment() {
        return new CatalogPosition(segment + 1, 0, seq, chain);
    }
}
