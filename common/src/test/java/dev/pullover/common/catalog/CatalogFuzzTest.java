package dev.pullover.common.catalog;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.testkit.Fuzz;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What a hostile server may offer as a catalog: it is refused with a message, or means what it says. */
class CatalogFuzzTest {
    private static final SampleCatalog SAMPLE = SampleCatalog.random(new Random(1), 20);

    @Test
    void heads() {
        CatalogHead child = new CatalogHead(
                SampleCatalog.EPOCH,
                new CatalogHead.Parent(SampleCatalog.EPOCH, 3, Sha256.ZERO),
                9,
                2,
                100,
                Sha256.ZERO,
                SAMPLE.head().publishedAt());
        Fuzz.Result result = Fuzz.bytes("HEAD", List.of(SAMPLE.head().bytes(), child.bytes()), 5_000, input -> {
            try {
                CatalogHead head = CatalogHead.parse(input);
                assertEquals(head, CatalogHead.parse(head.bytes()));
                return Fuzz.Parser.ACCEPTED;
            } catch (CatalogFormatException e) {
                return e.getMessage();
            }
        });
        assertTrue(result.outcomes() > 20, result.toString());
    }

    @Test
    void lines() {
        List<String> good = SAMPLE.lines().stream().map(CatalogLine::format).toList();
        Fuzz.Result result = Fuzz.texts("catalog line", good, 10_000, input -> {
            try {
                CatalogLine line = CatalogLine.parse(input);
                assertEquals(input, line.format());
                return Fuzz.Parser.ACCEPTED;
            } catch (CatalogFormatException e) {
                return e.getMessage();
            }
        });
        assertTrue(result.accepted() > 0 && result.outcomes() > 5, result.toString());
    }

    @Test
    void segments() {
        Fuzz.bytes("segment", List.of(SAMPLE.segment()), 2_000, input -> {
            ByteArrayOutputStream accepted = new ByteArrayOutputStream();
            SegmentParser parser = new SegmentParser(CatalogPosition.START, SAMPLE.head(), line -> {
                accepted.writeBytes(line.bytes());
                accepted.write('\n');
            });
            feed(parser::feed, input);
            SegmentEnd end = parser.finish();
            byte[] taken = accepted.toByteArray();
            assertEquals(
                    new String(input, 0, taken.length, StandardCharsets.ISO_8859_1),
                    new String(taken, StandardCharsets.ISO_8859_1));
            if (end instanceof SegmentEnd.Complete) {
                assertArrayEquals(SAMPLE.segment(), taken, "the chain vouches for the lines");
                return Fuzz.Parser.ACCEPTED;
            }
            return end instanceof SegmentEnd.Truncated cut ? cut.problem() : ((SegmentEnd.Corrupt) end).problem();
        });
    }

    @Test
    void snapshots() throws Exception {
        String good = snapshot();
        Fuzz.texts("snapshot", List.of(good), 2_000, input -> {
            List<CatalogLine> taken = new ArrayList<>();
            SnapshotParser parser = new SnapshotParser(1, taken::add);
            feed(parser::feed, input.getBytes(StandardCharsets.UTF_8));
            SnapshotEnd end = parser.finish();
            if (end instanceof SnapshotEnd.Complete complete) {
                assertEquals(complete.lines(), taken.size());
                return Fuzz.Parser.ACCEPTED;
            }
            return end instanceof SnapshotEnd.Truncated cut ? cut.problem() : ((SnapshotEnd.Corrupt) end).problem();
        });
    }

    private interface Feed {
        boolean feed(byte[] buffer, int start, int length);
    }

    /** In pieces, as they come from a server. */
    private static void feed(Feed parser, byte[] input) {
        int piece = 1 + input.length % 97;
        for (int at = 0; at < input.length; at += piece) {
            if (!parser.feed(input, at, Math.min(piece, input.length - at))) {
                return;
            }
        }
    }

    /** The golden file of docs/formats.md. */
    private static String snapshot() throws IOException {
        try (InputStream in = CatalogFuzzTest.class.getResourceAsStream("snapshot.base")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
