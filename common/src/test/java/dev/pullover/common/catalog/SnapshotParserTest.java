package dev.pullover.common.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.common.path.FilePath;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SnapshotParserTest {
    private static final SampleCatalog GOLDEN = SampleCatalog.golden();
    private static final SnapshotHead PLACE = place(1, GOLDEN.head());

    private final List<CatalogLine> seen = new ArrayList<>();

    @Test
    void whatWasWrittenIsRead() throws IOException {
        SnapshotEnd.Complete end = assertInstanceOf(SnapshotEnd.Complete.class, read(golden()));
        assertEquals(PLACE, end.head());
        assertEquals(List.of(GOLDEN.lines().get(2), GOLDEN.lines().get(1)), seen);
        assertEquals(2, end.lines());
        assertEquals(
                new CatalogPosition(2, 0, 4, GOLDEN.head().chain()), end.head().position());
    }

    @Test
    void everyTruncationIsToldAndNothingInvented() throws IOException {
        byte[] all = golden();
        for (int length = 0; length < all.length; length++) {
            seen.clear();
            SnapshotEnd end = read(Arrays.copyOf(all, length));
            assertEquals(
                    length, assertInstanceOf(SnapshotEnd.Truncated.class, end).offset());
            assertTrue(seen.size() <= 2);
        }
    }

    @Test
    void everyChangedBitIsFound() throws IOException {
        byte[] all = golden();
        for (int at = 0; at < all.length; at++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] changed = all.clone();
                changed[at] ^= (byte) (1 << bit);
                assertFalse(read(changed) instanceof SnapshotEnd.Complete, "byte " + at + ", bit " + bit);
            }
        }
    }

    @Test
    void piecesOfAnySizeAreTheSame() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<CatalogLine> lines = sorted(SampleCatalog.random(random, 300).lines());
        byte[] all = snapshot(new SnapshotHead(SampleCatalog.EPOCH, 7, 300, Sha256.ZERO), lines);
        SnapshotParser parser = new SnapshotParser(7, seen::add);
        int at = 0;
        while (at < all.length) {
            int length = Math.min(all.length - at, random.nextInt(1000));
            assertTrue(parser.feed(all, at, length), "seed " + seed);
            at += length;
            assertEquals(at, parser.offset(), "seed " + seed);
        }
        assertInstanceOf(SnapshotEnd.Complete.class, parser.finish(), "seed " + seed);
        assertEquals(lines, seen, "seed " + seed);
    }

    @Test
    void whatFollowsTheEndIsRefused() throws IOException {
        for (String more : List.of("x", "\n", "1\n")) {
            byte[] all = concat(golden(), more.getBytes(StandardCharsets.US_ASCII));
            assertCorrupt(all, "more follows");
            SnapshotParser parser = new SnapshotParser(1, seen::add);
            assertTrue(parser.feed(all, 0, golden().length));
            assertFalse(parser.feed(all, golden().length, more.length()));
            assertInstanceOf(SnapshotEnd.Corrupt.class, parser.finish());
        }
    }

    @Test
    void whatIsNoSnapshotIsRefusedAndSaysWhy() throws IOException {
        CatalogLine first = GOLDEN.lines().get(0);
        assertCorrupt(
                snapshot(PLACE, List.of(GOLDEN.lines().get(1), GOLDEN.lines().get(2))), "greater than");
        assertCorrupt(snapshot(PLACE, List.of(first, first)), "greater than");
        assertCorrupt(snapshot(PLACE, List.of(GOLDEN.lines().get(3))), "'put' in a snapshot");
        assertCorrupt(
                snapshot(
                        new SnapshotHead(SampleCatalog.EPOCH, 1, 2, Sha256.ZERO),
                        List.of(GOLDEN.lines().get(2))),
                "at most 2");
        assertCorrupt(snapshot(new SnapshotHead(SampleCatalog.EPOCH, 2, 4, Sha256.ZERO), List.of()), "its name says 1");
        assertCorrupt(new byte[CatalogLine.MAX_BYTES + 1], "longer than");
        assertCorrupt("base\t2\tx\n".getBytes(StandardCharsets.US_ASCII), "does not begin");
        assertCorrupt(
                PLACE.format().replace("base\t1", "base\t2").concat("\n").getBytes(StandardCharsets.US_ASCII),
                "format");
    }

    @Test
    void oneThatCameBeforeItsHeadIsNotThereYet() {
        CatalogHead head = GOLDEN.head();
        assertFalse(PLACE.isBefore(head));
        CatalogHead sealed = head.advance(head.position().nextSegment(), SampleCatalog.PUBLISHED);
        assertTrue(PLACE.isBefore(sealed));
        assertFalse(new SnapshotHead(SampleCatalog.EPOCH, 1, 5, Sha256.ZERO).isBefore(sealed));
    }

    @Test
    void theSegmentBehindASnapshotMayBeEmpty() {
        CatalogHead sealed = GOLDEN.head().advance(GOLDEN.head().position().nextSegment(), SampleCatalog.PUBLISHED);
        SegmentParser parser = new SegmentParser(PLACE.position(), sealed, seen::add);
        assertEquals(0, parser.wanted());
        assertInstanceOf(SegmentEnd.Complete.class, parser.finish());
    }

    static byte[] golden() throws IOException {
        return snapshot(PLACE, List.of(GOLDEN.lines().get(2), GOLDEN.lines().get(1)));
    }

    private static SnapshotHead place(long segment, CatalogHead head) {
        return new SnapshotHead(head.epoch(), segment, head.seq(), head.chain());
    }

    private static byte[] snapshot(SnapshotHead head, List<CatalogLine> lines) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        SnapshotWriter writer = new SnapshotWriter(out, head);
        for (CatalogLine line : lines) {
            writer.add(line);
        }
        writer.finish();
        return out.toByteArray();
    }

    /** The last put line of each path, in order. */
    private static List<CatalogLine> sorted(List<CatalogLine> lines) {
        TreeMap<FilePath, CatalogLine> last = new TreeMap<>();
        lines.stream().filter(line -> line.op() == CatalogLine.Op.PUT).forEach(line -> last.put(line.path(), line));
        return List.copyOf(last.values());
    }

    private void assertCorrupt(byte[] file, String problem) {
        SnapshotEnd.Corrupt end = assertInstanceOf(SnapshotEnd.Corrupt.class, read(file));
        assertTrue(end.problem().contains(problem), end.problem());
    }

    private SnapshotEnd read(byte[] file) {
        SnapshotParser parser = new SnapshotParser(1, seen::add);
        parser.feed(file, 0, file.length);
        return parser.finish();
    }

    private static byte[] concat(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
