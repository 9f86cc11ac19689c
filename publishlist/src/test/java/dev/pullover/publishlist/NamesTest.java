package dev.pullover.publishlist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pullover.common.ExitCode;
import dev.pullover.common.catalog.Sha256;
import dev.pullover.common.path.FilePath;
import dev.pullover.common.path.PathBytes;
import dev.pullover.testkit.Soak;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names and sizes at the edges. */
class NamesTest {
    private static final List<String> GOOD = List.of(
            "new\nline",
            "tab\tand\rreturn",
            "100%",
            "%41",
            "-rf",
            "--delete",
            " ",
            "back\\slash",
            "quote'\"$(x)`",
            "*?[a]{b,c}",
            "#comment",
            "~",
            "n".repeat(255),
            "ü".repeat(127),
            "\u0001\u007F",
            "日本/語/\uD83D\uDE00",
            "e\u0301/\u00E9",
            "case/a",
            "case/A",
            ".hidden",
            "..x/x..",
            "pullover/.pullover2");

    @TempDir
    Path directory;

    private Bench bench;

    @BeforeEach
    void makeBench() throws IOException {
        bench = new Bench(directory);
    }

    @Test
    void everyValidNameIsPublishedUnharmed() throws Exception {
        for (String name : GOOD) {
            write(name.getBytes(StandardCharsets.UTF_8), name);
        }
        String deep = "d/".repeat(200) + ("l".repeat(250) + "/").repeat(13) + "x";
        write(deep.getBytes(StandardCharsets.UTF_8), deep);
        assertEquals(GOOD.size() + 1, bench.publish().published());
        assertEquals(List.of(), bench.verify());
        for (String name : GOOD) {
            assertTrue(bench.offered().containsKey(FilePath.of(name)), name);
        }
        assertTrue(bench.offered().containsKey(FilePath.of(deep)));
        assertEquals(GOOD.size() + 1, bench.publish().unchanged());
    }

    @Test
    void whatCannotTravelIsRefusedAndTheRestGoesOn() throws Exception {
        write(new byte[] {'b', 'a', 'd', (byte) 0xFF}, "x");
        write(new byte[] {'d', (byte) 0xC3, '/', 'x'}, "x");
        write("good".getBytes(StandardCharsets.UTF_8), "x");
        PublishReport report = bench.publish();
        assertEquals(1, report.published());
        assertEquals(2, report.refused());
        assertEquals(ExitCode.SOME_FILES, report.exitCode());
        assertEquals(List.of("good"), bench.outboxFiles());
        assertEquals(2, bench.publish().refused(), "said again to each run");
    }

    @Test
    void emptyFilesAndThoseTheSystemCopiesArriveWhole() throws Exception {
        Random random = new Random(1);
        for (long size : List.of(0L, 1L, ContentReader.SYSTEM_COPY_BYTES, 16L << 20, (17L << 20) + 3)) {
            byte[] content = new byte[(int) size];
            random.nextBytes(content);
            Files.write(bench.base.resolve("s" + size), content);
            bench.publish();
            assertEquals(
                    Sha256.hash(content),
                    bench.offered().get(FilePath.of("s" + size)).hash());
        }
        assertEquals(List.of(), bench.verify());
    }

    @Test
    void aSparseFileOfMoreThan4GiBIsPublishedWhole() throws Exception {
        long size = Soak.isOn() ? (4L << 30) + (1 << 20) : 40L << 20;
        assumeTrue(Files.getFileStore(directory).getUsableSpace() > 2 * size, "no space for " + size + " bytes");
        Path file = bench.base.resolve("sparse");
        try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
            out.setLength(size);
            out.seek(size - 1);
            out.write(7);
        }
        assertEquals(1, bench.publish().published());
        assertEquals(size, Files.size(bench.outbox.resolve("sparse")));
        assertEquals(-1, Files.mismatch(file, bench.outbox.resolve("sparse")));
        assertEquals(List.of(), bench.verify());
        assertFalse(bench.offered().isEmpty());
    }

    private void write(byte[] name, String content) throws IOException {
        Path file = PathBytes.resolve(bench.base, name);

        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }
}
