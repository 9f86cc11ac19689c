package dev.pullover.common.catalog;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How far a catalog goes: the content of {@code .pullover/catalog/HEAD}. Replacing that file is what
 * publishes; nobody reads a segment past it.
 *
 * <pre>
 * {"format":1,
 *  "epoch":"3f0c…",                                     identity of the catalog
 *  "parent":{"epoch":"…","seq":17,"chain":"64 digits"},  only of a child epoch: where it branched
 *  "seq":42, "segment":1, "length":5120,                the last line, its segment, bytes of that up to its end
 *  "chain":"64 digits",                                 value of the {@link Chain} after the last line
 *  "published-at":"2026-11-21T01:02:03.000000004Z"}
 * </pre>
 *
 * <p>In one line, without spaces, with a line feed at its end.
 *
 * @param epoch identity of the catalog: another one when it was begun anew, or taken over
 * @param parent where the catalog branched from another one; null of one begun anew
 * @param seq sequence of the last line, 0 if there is none
 * @param segment number of the last segment
 * @param length bytes of the last segment up to the end of the last line
 * @param chain value of the chain after the last line
 * @param publishedAt when this head was written, by the publisher's clock
 */
public record CatalogHead(
        UUID epoch, @Nullable Parent parent, long seq, long segment, long length, Sha256 chain, Instant publishedAt) {
    /** Version of HEAD, segments and snapshots together. */
    public static final int FORMAT = 1;
    /** Most bytes of the file. */
    public static final int MAX_BYTES = 64 * 1024;

    /**
     * Where a child epoch left its parent.
     *
     * @param epoch of the parent
     * @param seq last line that both have
     * @param chain value of the chain after that line
     */
    public record Parent(UUID epoch, long seq, Sha256 chain) {
        public Parent {
            requireAtLeast("parent.seq", seq, 0);
        }
    }

    public CatalogHead {
        requireAtLeast("seq", seq, parent == null ? 0 : parent.seq);
        requireAtLeast("segment", segment, 1);
        requireAtLeast("length", length, 0);
        if (segment > CatalogLayout.MAX_SEGMENT) {
            throw new IllegalArgumentException("segment: " + segment + ", at most " + CatalogLayout.MAX_SEGMENT);
        }
    }

    /** The head of a catalog without lines. */
    public static CatalogHead empty(UUID epoch, Instant publishedAt) {
        return new CatalogHead(epoch, null, 0, 1, 0, Sha256.ZERO, publishedAt);
    }

    /** The place after the last line. */
    public CatalogPosition position() {
        return new CatalogPosition(segment, length, seq, chain);
    }

    /** The same catalog gone on to {@code position}. */
    public CatalogHead advance(CatalogPosition position, Instant at) {
        return new CatalogHead(
                epoch, parent, position.seq(), position.segment(), position.offset(), position.chain(), at);
    }

    /** The content of the file. */
    public byte[] bytes() {
        return HeadJson.write(this);
    }

    /**
     * Reads the content of the file.
     *
     * @throws CatalogFormatException if it is not all there or not of this format; the message names
     *     the key and what was found
     */
    public static CatalogHead parse(byte[] json) throws CatalogFormatException {
        return HeadJson.read(json);
    }

    private static void requireAtLeast(String key, long found, long least) {
        if (found < least) {
            throw new IllegalArgumentException(key + ": " + found + ", must be at least " + least);
        }
    }
}
