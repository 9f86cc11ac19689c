package dev.pullover.common.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.common.path.FilePath;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SegmentParserTest {
    private static final SampleCatalog GOLDEN = SampleCatalog.golden();

    private final List<CatalogLine> seen = new ArrayList<>();

    @Test
    void everyTruncationIsReadWithoutLossOrInvention() {
        byte[] all = GOLDEN.segment();
        for (int length = 0; length < all.length; length++) {
            seen.clear();
            SegmentEnd end = read(GOLDEN.head(), CatalogPosition.START, Arrays.copyOf(all, length));
            SegmentEnd.Truncated truncated = assertInstanceOf(SegmentEnd.Truncated.class, end);
            assertEquals(length, truncated.offset());
            assertEquals(wholeLines(all, length), seen.size());
            assertEquals(GOLDEN.lines().subList(0, seen.size()), seen);

            SegmentEnd rest = read(
                    GOLDEN.head(),
                    end.position(),
                    Arrays.copyOfRange(all, (int) end.position().offset(), all.length));
            assertInstanceOf(SegmentEnd.Complete.class, rest);
            assertEquals(GOLDEN.lines(), seen);
        }
    }

    @Test
    void everyTruncationOfASealedSegmentIsFoundAtOnceOrByItsSuccessor() {
        SampleCatalog two = SampleCatalog.golden();
        CatalogLine fifth = CatalogLine.del(5, 0, FilePath.of("x"));
        CatalogHead head = sealedBehind(two, fifth);
        byte[] all = two.segment();
        for (int length = 0; length < all.length; length++) {
            SegmentEnd end = read(head, CatalogPosition.START, Arrays.copyOf(all, length));
            if (end instanceof SegmentEnd.Complete complete) {
                end = read(head, complete.position().nextSegment(), text(fifth.format() + "\n"));
            }
            assertEquals(1, assertInstanceOf(SegmentEnd.Truncated.class, end).segment(), "length " + length);
        }
    }

    @Test
    void aSealedSegmentGoesOnInTheNextOne() {
        CatalogLine fifth = CatalogLine.del(5, 0, FilePath.of("x"));
        CatalogHead head = sealedBehind(GOLDEN, fifth);
        SegmentEnd first = read(head, CatalogPosition.START, GOLDEN.segment());
        assertInstanceOf(SegmentEnd.Complete.class, first);
        SegmentEnd second = read(head, first.position().nextSegment(), text(fifth.format() + "\n"));
        assertInstanceOf(SegmentEnd.Complete.class, second);
        assertEquals(head.position(), second.position());
        assertEquals(5, seen.size());
    }

    @Test
    void everySingleChangedByteIsFound() {
        byte[] all = GOLDEN.segment();
        for (int at = 0; at < all.length; at++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] changed = all.clone();
                changed[at] ^= (byte) (1 << bit);
                SegmentEnd end = read(GOLDEN.head(), CatalogPosition.START, changed);
                assertFalse(end instanceof SegmentEnd.Complete, "byte " + at + ", bit " + bit);
            }
        }
    }

    @Test
    void aBrokenLineIsToldWithSegmentAndOffset() {
        byte[] changed = GOLDEN.segment().clone();
        int second = indexOf(changed, '\n') + 1;
        changed[second + 2] = 'X';
        SegmentEnd.Corrupt end =
                assertInstanceOf(SegmentEnd.Corrupt.class, read(GOLDEN.head(), CatalogPosition.START, changed));
        assertEquals(1, end.segment());
        assertEquals(second, end.offset());
        assertEquals(1, end.position().seq());
        assertTrue(end.problem().startsWith("segment 1, byte " + second + ": field op: 'Xut'"), end.problem());
    }

    @Test
    void bytesPastHeadAreNotRead() {
        byte[] all = GOLDEN.segment();
        SegmentParser parser = new SegmentParser(CatalogPosition.START, GOLDEN.head(), seen::add);
        byte[] longer = Arrays.copyOf(all, all.length + 100);
        assertFalse(parser.feed(longer, 0, longer.length));
        assertEquals(0, parser.wanted());
        assertInstanceOf(SegmentEnd.Complete.class, parser.finish());
        assertEquals(GOLDEN.lines(), seen);
    }

    @Test
    void piecesOfAnySizeGiveTheSameLines() {
        long seed = new Random().nextLong();
        System.out.println("SegmentParserTest seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 50; round++) {
            SampleCatalog catalog = SampleCatalog.random(random, 1 + random.nextInt(60));
            seen.clear();
            SegmentEnd end = readInPieces(catalog, random);
            assertInstanceOf(SegmentEnd.Complete.class, end, () -> "seed " + seed);
            assertEquals(catalog.lines(), seen, () -> "seed " + seed);
            assertEquals(catalog.head().position(), end.position(), () -> "seed " + seed);
        }
    }

    @Test
    void readingGoesOnFromThePositionAfterAnyLine() {
        for (int stop = 1; stop <= GOLDEN.lines().size(); stop++) {
            seen.clear();
            List<CatalogPosition> after = new ArrayList<>();
            SegmentParser[] holder = new SegmentParser[1];
            holder[0] =
                    new SegmentParser(CatalogPosition.START, GOLDEN.head(), line -> after.add(holder[0].position()));
            holder[0].feed(GOLDEN.segment(), 0, GOLDEN.segment().length);
            CatalogPosition position = after.get(stop - 1);
            byte[] rest = Arrays.copyOfRange(GOLDEN.segment(), (int) position.offset(), GOLDEN.segment().length);
            assertInstanceOf(SegmentEnd.Complete.class, read(GOLDEN.head(), position, rest));
            assertEquals(GOLDEN.lines().subList(stop, GOLDEN.lines().size()), seen);
        }
    }

    @Test
    void anotherHistoryIsFoundByItsChainEvenWithoutNews() {
        CatalogPosition other = new CatalogPosition(1, GOLDEN.head().length(), 4, Sha256.ZERO);
        SegmentEnd.Corrupt end = assertInstanceOf(SegmentEnd.Corrupt.class, read(GOLDEN.head(), other, new byte[0]));
        assertTrue(end.problem().contains("chain at sequence 4"), end.problem());
    }

    @Test
    void aHeadThatEndsInsideALineOrWithAnotherSequenceIsCorruption() {
        CatalogHead good = GOLDEN.head();
        CatalogHead inside =
                new CatalogHead(good.epoch(), null, good.seq(), 1, good.length() - 1, good.chain(), good.publishedAt());
        assertInstanceOf(SegmentEnd.Corrupt.class, read(inside, CatalogPosition.START, GOLDEN.segment()));
        CatalogHead more =
                new CatalogHead(good.epoch(), null, good.seq() + 1, 1, good.length(), good.chain(), good.publishedAt());
        assertInstanceOf(SegmentEnd.Corrupt.class, read(more, CatalogPosition.START, GOLDEN.segment()));
    }

    @Test
    void aLineWithoutEndUsesBoundedMemoryAndIsCorruption() {
        CatalogHead huge =
                new CatalogHead(SampleCatalog.EPOCH, null, 1, 1, 1L << 40, Sha256.ZERO, SampleCatalog.PUBLISHED);
        SegmentParser parser = new SegmentParser(CatalogPosition.START, huge, seen::add);
        byte[] endless = new byte[5000];
        Arrays.fill(endless, (byte) 'x');
        int fed = 0;
        while (parser.feed(endless, 0, endless.length)) {
            fed++;
            assertTrue(fed * endless.length <= CatalogLine.MAX_BYTES, "takes more than the longest line");
        }
        assertInstanceOf(SegmentEnd.Corrupt.class, parser.finish());
    }

    @Test
    void aPlacePastHeadIsAProgrammingError() {
        CatalogPosition past = new CatalogPosition(1, 0, 5, Sha256.ZERO);
        assertThrows(IllegalArgumentException.class, () -> new SegmentParser(past, GOLDEN.head(), seen::add));
        assertThrows(
                IllegalArgumentException.class,
                () -> new SegmentParser(CatalogPosition.START.nextSegment(), GOLDEN.head(), seen::add));
    }

    private SegmentEnd read(CatalogHead head, CatalogPosition from, byte[] bytes) {
        SegmentParser parser = new SegmentParser(from, head, seen::add);
        parser.feed(bytes, 0, bytes.length);
        return parser.finish();
    }

    private SegmentEnd readInPieces(SampleCatalog catalog, Random random) {
        SegmentParser parser = new SegmentParser(CatalogPosition.START, catalog.head(), seen::add);
        byte[] all = catalog.segment();
        for (int at = 0; at < all.length; ) {
            assertEquals(at, parser.offset());
            int piece = Math.min(all.length - at, 1 + random.nextInt(300));
            parser.feed(all, at, piece);
            at += piece;
        }
        return parser.finish();
    }

    /** The head of a catalog whose first segment is that of {@code first}, and whose second has {@code line} only. */
    private static CatalogHead sealedBehind(SampleCatalog first, CatalogLine line) {
        Chain chain = new Chain(first.head().chain());
        chain.add(line);
        return new CatalogHead(
                SampleCatalog.EPOCH,
                null,
                line.seq(),
                2,
                line.bytes().length + 1,
                chain.value(),
                SampleCatalog.PUBLISHED);
    }

    private static int wholeLines(byte[] bytes, int length) {
        ByteArrayOutputStream lineFeeds = new ByteArrayOutputStream();
        for (int i = 0; i < length; i++) {
            if (bytes[i] == '\n') {
                lineFeeds.write('\n');
            }
        }
        return lineFeeds.size();
    }

    private static int indexOf(byte[] bytes, char c) {
        int at = 0;
        while (bytes[at] != c) {
            at++;
        }
        return at;
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
