package dev.pullover.common.catalog;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The formats, byte for byte. A change here is a new format version, never a correction of the file. */
class GoldenFilesTest {
    @Test
    void segmentIsReadAndWrittenAsEver() throws IOException {
        byte[] golden = golden("segment.log");
        SampleCatalog catalog = SampleCatalog.golden();
        assertArrayEquals(golden, catalog.segment());

        List<CatalogLine> lines = new ArrayList<>();
        SegmentParser parser = new SegmentParser(CatalogPosition.START, catalog.head(), lines::add);
        parser.feed(golden, 0, golden.length);
        assertInstanceOf(SegmentEnd.Complete.class, parser.finish());
        assertEquals(catalog.lines(), lines);
    }

    @Test
    void headIsReadAndWrittenAsEver() throws IOException {
        byte[] golden = golden("HEAD");
        assertArrayEquals(golden, SampleCatalog.golden().head().bytes());
        assertEquals(SampleCatalog.golden().head(), CatalogHead.parse(golden));
    }

    @Test
    void headOfAChildEpochIsReadAndWrittenAsEver() throws IOException {
        CatalogHead parent = SampleCatalog.golden().head();
        CatalogHead child = new CatalogHead(
                UUID.fromString("11111111-2222-4333-8444-555555555555"),
                new CatalogHead.Parent(parent.epoch(), parent.seq(), parent.chain()),
                parent.seq(),
                2,
                0,
                parent.chain(),
                SampleCatalog.PUBLISHED);
        byte[] golden = golden("HEAD.child");
        assertArrayEquals(golden, child.bytes());
        assertEquals(child, CatalogHead.parse(golden));
    }

    @Test
    void snapshotIsReadAndWrittenAsEver() throws IOException {
        byte[] golden = golden("snapshot.base");
        assertArrayEquals(golden, SnapshotParserTest.golden());
        SnapshotParser parser = new SnapshotParser(1, line -> {});
        parser.feed(golden, 0, golden.length);
        assertInstanceOf(SnapshotEnd.Complete.class, parser.finish());
    }

    @Test
    void theDocumentShowsTheseFiles() throws IOException {
        String document = Files.readString(Path.of("../docs/formats.md"));
        for (String name : List.of("segment.log", "HEAD", "snapshot.base")) {
            String golden = new String(golden(name), StandardCharsets.US_ASCII);
            assertTrue(document.contains("\n" + golden + "```\n"), name);
        }
    }

    private static byte[] golden(String name) throws IOException {
        try (InputStream in = GoldenFilesTest.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException("no golden file " + name);
            }
            return in.readAllBytes();
        }
    }
}
