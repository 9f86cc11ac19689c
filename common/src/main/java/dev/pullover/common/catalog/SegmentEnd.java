package dev.pullover.common.catalog;

/** How the reading of a segment ended; what {@link SegmentParser#finish} says. */
public sealed interface SegmentEnd {
    /** After the last good line. */
    CatalogPosition position();

    /**
     * All there: of the last segment up to HEAD with the right chain, of an earlier one up to the end
     * of its file.
     *
     * @param lines delivered by this parser
     */
    record Complete(CatalogPosition position, long lines) implements SegmentEnd {}

    /**
     * What HEAD promises is not all there. On a copy that others replicate this means "not yet"; on
     * the publisher's own server the segment was cut.
     *
     * @param segment number of the segment that is too short
     * @param offset where it ends, in bytes; -1 where only the next segment told
     * @param problem for people
     */
    record Truncated(CatalogPosition position, long segment, long offset, String problem) implements SegmentEnd {}

    /**
     * The bytes are not those that were published.
     *
     * @param segment number of the segment
     * @param offset of the first byte that is or may be wrong
     * @param problem for people
     */
    record Corrupt(CatalogPosition position, long segment, long offset, String problem) implements SegmentEnd {}
}
