package dev.pullover.publishlist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.common.catalog.CatalogLine;
import dev.pullover.common.catalog.CatalogLine.Op;
import dev.pullover.common.catalog.Sha256;
import dev.pullover.common.path.FilePath;
import dev.pullover.publishlist.CrashingFileOps.Killed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The publisher is stopped at each of its steps in turn; readers see a good catalog, and the next run completes. */
class CrashTest {
    private static final int MAX_STEPS = 500;
    private static final int LINES_BEFORE = 4;
    private static final int LINES_AFTER = LINES_BEFORE + 5;
    private static final Set<Sha256> EVER = hashes("old", "new", "same", "gone", "fresh");

    @TempDir
    Path directory;

    private Bench bench;

    @ParameterizedTest(name = "torn={0}, segmentBytes={1}")
    @CsvSource({"false, 16777216", "true, 1"})
    void afterAKillAtAnyStepNothingIsLostHalfOrPublishedTwice(boolean torn, long segmentBytes) throws Exception {
        boolean killed = true;
        for (int step = 0; killed; step++) {
            assertTrue(step < MAX_STEPS, "never completes");
            String when = "killed at step " + step;
            prepare(segmentBytes);
            killed = publishKilled(new CrashingFileOps(new LocalFileOps(), step, torn));
            checkWhatReadersSee(when);

            bench.files = new LocalFileOps();
            assertEquals(0, bench.publish().failed(), when);
            assertEquals(LINES_AFTER, bench.lines().size(), when);
            checkFinal(when);
        }
    }

    @Test
    void afterAKillSourcesThatWentBackOrAwayAreStillConsistent() throws Exception {
        boolean killed = true;
        for (int step = 0; killed; step++) {
            assertTrue(step < MAX_STEPS, "never completes");
            String when = "killed at step " + step;
            prepare(PublisherContext.DEFAULT_SEGMENT_BYTES);
            killed = publishKilled(new CrashingFileOps(new LocalFileOps(), step, step % 2 == 0));

            bench.write("content", "old");
            Files.delete(bench.base.resolve("n/fresh"));
            bench.deletions = false;
            bench.files = new LocalFileOps();
            assertEquals(0, bench.publish().failed(), when);
            assertEquals(List.of(), bench.verify(), when);
            assertEquals("old", bench.published("content"), when);
        }
    }

    @Test
    void afterAPowerCutAtAnyStepNothingIsLostOrHalf() throws Exception {
        long seed = new Random().nextLong();
        System.out.println("CrashTest seed " + seed);
        Random random = new Random(seed);
        boolean killed = true;
        for (int step = 0; killed; step++) {
            assertTrue(step < MAX_STEPS, "never completes");
            String when = "power cut at step " + step + ", seed " + seed;
            prepare(step % 2 == 0 ? 1 : PublisherContext.DEFAULT_SEGMENT_BYTES);
            PowerCutFileOps power = new PowerCutFileOps(random);
            killed = publishKilled(new CrashingFileOps(power, step, random.nextBoolean()));
            power.cut();
            checkWhatReadersSee(when);

            bench.files = new LocalFileOps();
            assertEquals(0, bench.publish().failed(), when);
            checkFinal(when);
        }
    }

    @Test
    void afterAPowerCutNothingIsOfferedThatIsNowhere() throws Exception {
        long seed = new Random().nextLong();
        System.out.println("CrashTest seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 5; round++) {
            boolean killed = true;
            for (int step = 0; killed; step++) {
                assertTrue(step < MAX_STEPS, "never completes");
                String when = "power cut at step " + step + ", seed " + seed;
                prepare(PublisherContext.DEFAULT_SEGMENT_BYTES);
                PowerCutFileOps power = new PowerCutFileOps(random);
                killed = publishKilled(new CrashingFileOps(power, step, random.nextBoolean()));
                power.cut();

                Files.delete(bench.base.resolve("n/fresh"));
                bench.deletions = false;
                bench.files = new LocalFileOps();
                assertEquals(0, bench.publish().failed(), when);
                assertEquals(List.of(), bench.verify(), when);
            }
        }
    }

    @Test
    void aKillWhileTheFirstCatalogIsMadeDoesNoHarm() throws Exception {
        boolean killed = true;
        for (int step = 0; killed; step++) {
            assertTrue(step < MAX_STEPS, "never completes");
            begin();
            bench.write("a", "x");
            killed = publishKilled(new CrashingFileOps(new LocalFileOps(), step, true));
            bench.files = new LocalFileOps();
            bench.publish();
            assertEquals(1, bench.lines().size(), "killed at step " + step);
            assertEquals(List.of(), bench.verify(), "killed at step " + step);
        }
    }

    /** A catalog of four files, then sources with one of each kind of change. */
    private void prepare(long segmentBytes) throws Exception {
        begin();
        bench.deletions = true;
        bench.segmentBytes = segmentBytes;
        Path mode = bench.write("mode", "same");
        bench.write("content", "old");
        Path gone = bench.write("d/gone", "gone");
        bench.write("same", "same");
        bench.publish();
        Files.setPosixFilePermissions(mode, PosixFilePermissions.fromString("r--------"));
        bench.write("content", "new");
        Files.delete(gone);
        bench.write("d2/fresh", "fresh");
        bench.write("n/fresh", "fresh");
    }

    private void begin() throws IOException {
        FileUtils.deleteDirectory(directory.resolve("bench").toFile());
        bench = new Bench(directory.resolve("bench"));
    }

    private boolean publishKilled(FileOps files) throws InterruptedException {
        bench.files = files;
        try {
            bench.publish();
            return false;
        } catch (Killed e) {
            return true;
        }
    }

    private void checkWhatReadersSee(String when) throws IOException {
        Set<FilePath> stillHere = bench.offered().keySet();
        for (CatalogLine line : bench.lines()) {
            assertTrue(line.op() == Op.DEL || EVER.contains(line.hash()), when + ": invented " + line);
        }
        for (FilePath path : stillHere) {
            Sha256 hash = Sha256.hash(Files.readAllBytes(bench.outbox.resolve(path.toString())));
            Sha256 offered = bench.offered().get(path).hash();
            boolean newer = path.toString().equals("content") && hash.equals(hash("new"));
            assertTrue(hash.equals(offered) || newer, when + ": half " + path);
        }
    }

    private void checkFinal(String when) throws Exception {
        assertEquals(List.of(), bench.verify(), when);
        Map<String, Sha256> offered = bench.offered().values().stream()
                .collect(Collectors.toMap(line -> line.path().toString(), CatalogLine::hash));
        assertEquals(
                Map.of(
                        "content", hash("new"),
                        "mode", hash("same"),
                        "same", hash("same"),
                        "d2/fresh", hash("fresh"),
                        "n/fresh", hash("fresh")),
                offered,
                when);
        assertEquals(0400, bench.offered().get(FilePath.of("mode")).mode(), when);
        assertEquals(5, bench.publish().unchanged(), when);
    }

    private static Set<Sha256> hashes(String... contents) {
        return Set.of(contents).stream().map(CrashTest::hash).collect(Collectors.toSet());
    }

    private static Sha256 hash(String content) {
        return Sha256.hash(content.getBytes(StandardCharsets.UTF_8));
    }
}
