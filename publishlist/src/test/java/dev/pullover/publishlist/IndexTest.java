package dev.pullover.publishlist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.common.catalog.CatalogFormatException;
import dev.pullover.common.catalog.CatalogHead;
import dev.pullover.common.catalog.CatalogLine;
import dev.pullover.common.catalog.CatalogPosition;
import dev.pullover.common.catalog.Sha256;
import dev.pullover.common.path.FilePath;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IndexTest {
    private static final CatalogLine LINE = CatalogLine.put(
            7, 5, -3, 0644, Sha256.hash("hello".getBytes(StandardCharsets.UTF_8)), 99, FilePath.of("a b"));
    private static final List<IndexEntry> ENTRIES = List.of(
            new IndexEntry(LINE, 1_700_000_000_000_000_001L, 42),
            IndexEntry.unsure(CatalogLine.put(2, 0, 0, 0, Sha256.ZERO, 0, FilePath.of("ü"))));
    private static final CatalogHead HEAD = CatalogHead.empty(Bench.EPOCH, Instant.EPOCH)
            .advance(new CatalogPosition(3, 512, 7, Sha256.hash(new byte[0])), Instant.EPOCH);

    @TempDir
    Path state;

    private Index index;

    @BeforeEach
    void write() throws IOException {
        index = new Index(state, new LocalFileOps());
        try (Index.Writer out = index.write()) {
            for (IndexEntry entry : ENTRIES) {
                out.add(entry);
            }
            out.replace(HEAD);
        }
    }

    @Test
    void theFileIsAsEver() throws IOException {
        try (InputStream golden = IndexTest.class.getResourceAsStream("publishlist.index")) {
            assertEquals(new String(golden.readAllBytes(), StandardCharsets.US_ASCII), Files.readString(index.file()));
        }
        assertEquals(ENTRIES, read());
        assertTrue(index.mark().orElseThrow().isAt(HEAD));
    }

    @Test
    void everyTruncationIsNoticed() throws IOException {
        String whole = Files.readString(index.file());
        for (int length = 0; length < whole.length() - 1; length++) {
            Files.writeString(index.file(), whole.substring(0, length));
            assertThrows(CatalogFormatException.class, this::read, "length " + length);
        }
    }

    @Test
    void aMarkIsThatOfItsPlaceOnly() throws IOException {
        IndexMark mark = index.mark().orElseThrow();
        CatalogHead later = HEAD.advance(new CatalogPosition(4, 0, 7, HEAD.chain()), Instant.EPOCH);
        CatalogHead earlier = HEAD.advance(new CatalogPosition(3, 400, 6, HEAD.chain()), Instant.EPOCH);
        CatalogHead other = CatalogHead.empty(new UUID(1, 2), Instant.EPOCH).advance(HEAD.position(), Instant.EPOCH);
        assertTrue(mark.isBefore(HEAD) && mark.isBefore(later));
        assertTrue(!mark.isBefore(earlier) && !mark.isBefore(other) && !mark.isAt(other));
    }

    @Test
    void latestLinesAreSortedAndTheLastOfEachPathHoweverManyRunsThereAre() throws IOException {
        for (int runLines : new int[] {1, 2, 3, 1000}) {
            try (LatestLines lines = new LatestLines(state, runLines)) {
                for (int seq = 1; seq <= 60; seq++) {
                    lines.add(CatalogLine.del(seq, 0, FilePath.of("f" + seq * 7 % 10)));
                }
                for (int file = 0; file < 10; file++) {
                    CatalogLine line = lines.next();
                    assertEquals("f" + file, line.path().toString());
                    assertTrue(line.seq() > 50 && line.seq() * 7 % 10 == file, line.toString());
                }
                assertNull(lines.next());
            }
            try (var left = Files.newDirectoryStream(state, LatestLines.RUN_GLOB)) {
                assertTrue(!left.iterator().hasNext(), "temporary files are left");
            }
        }
    }

    private List<IndexEntry> read() throws IOException {
        List<IndexEntry> entries = new ArrayList<>();
        try (Index.Reader in = index.read()) {
            for (IndexEntry entry = in.next(); entry != null; entry = in.next()) {
                entries.add(entry);
            }
        }
        return entries;
    }

    @Test
    void eachEntryIsFoundAndNoOther() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        TreeMap<FilePath, IndexEntry> entries = new TreeMap<>();
        for (int i = 0; i < 500; i++) {
            String name =
                    "n" + random.nextInt(10_000) + "x".repeat(random.nextInt(20) == 0 ? 4000 : random.nextInt(200));
            FilePath path = FilePath.of(name);
            entries.put(path, IndexEntry.unsure(CatalogLine.put(i + 1, i, 0, 0, Sha256.ZERO, 0, path)));
        }
        try (Index.Writer out = index.write()) {
            for (IndexEntry entry : entries.values()) {
                out.add(entry);
            }
            out.replace(HEAD);
        }
        try (Index.Lookup lookup = index.lookup()) {
            for (IndexEntry entry : entries.values()) {
                assertEquals(entry, lookup.find(entry.path()), "seed " + seed);
                FilePath other = FilePath.of(entry.path() + "!");
                assertEquals(entries.get(other), lookup.find(other), "seed " + seed);
            }
            assertNull(lookup.find(FilePath.of("")));
            assertNull(lookup.find(FilePath.of("z")));
        }
    }

    @Test
    void inAnEmptyIndexNothingIsFound() throws IOException {
        try (Index.Writer out = index.write()) {
            out.replace(HEAD);
        }
        try (Index.Lookup lookup = index.lookup()) {
            assertNull(lookup.find(FilePath.of("a")));
        }
    }
}
