package dev.pullover.publishlist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.common.ExitCode;
import dev.pullover.common.PulloverException;
import dev.pullover.common.catalog.CatalogLayout;
import dev.pullover.common.catalog.CatalogLine;
import dev.pullover.common.path.FilePath;
import dev.pullover.publishlist.CrashingFileOps.Killed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotsTest {
    private static final int MAX_STEPS = 500;

    @TempDir
    Path directory;

    private Bench bench;

    @BeforeEach
    void begin() throws IOException {
        FileUtils.deleteDirectory(directory.resolve("bench").toFile());
        bench = new Bench(Files.createDirectories(directory.resolve("bench")));
        bench.segmentBytes = 1;
        bench.snapshotEvery = 2;
        bench.deletions = true;
    }

    @Test
    void aSnapshotSaysWhatIsOfferedAndReadersBeginThere() throws Exception {
        publishOneByOne("a", "b");
        assertEquals(Set.of(), bases());
        Files.delete(bench.base.resolve("a"));
        bench.write("c", "c");
        bench.publish();
        assertEquals(Set.of(3L), bases());
        assertEquals(4, bench.head().segment(), "begun for the snapshot");
        assertEquals(0, bench.head().length());
        assertEquals(Set.of(FilePath.of("b"), FilePath.of("c")), bench.offered().keySet());
        assertEquals(
                Files.getPosixFilePermissions(file(CatalogLayout.segment(3))),
                Files.getPosixFilePermissions(file(CatalogLayout.base(3))));
        assertEquals(2, bench.publish().unchanged());
        assertEquals(4, bench.head().segment(), "nothing new, nothing written");
    }

    @Test
    void segmentsGoWhenTwoSnapshotsAreNewerAndTheNumberToKeepIsReached() throws Exception {
        bench.keepSegments = 4;
        publishOneByOne("a", "b", "c", "d", "e", "f");
        assertEquals(Set.of(3L, 6L), bases());
        assertEquals(Set.of(3L, 4L, 5L, 6L, 7L), CatalogFiles.list(bench.outbox).segments());
        bench.keepSegments = 1;
        publishOneByOne("g", "h", "i");
        assertEquals(Set.of(6L, 9L), bases());
        assertEquals(Set.of(7L, 8L, 9L, 10L), CatalogFiles.list(bench.outbox).segments());
        assertEquals(9, bench.offered().size());
        assertEquals(List.of(), bench.verify());
    }

    @Test
    void withoutSnapshotsAllSegmentsStay() throws Exception {
        bench.snapshotEvery = 0;
        publishOneByOne("a", "b", "c", "d", "e");
        assertEquals(Set.of(), bases());
        assertEquals(5, bench.lines().size());
    }

    @Test
    void aLostIndexIsMadeFromTheSnapshot() throws Exception {
        publishOneByOne("a", "b", "c", "d", "e", "f");
        assertFalse(Files.exists(file(CatalogLayout.segment(1))));
        Files.delete(bench.state.resolve("publishlist.index"));
        PublishReport report = bench.publish();
        assertEquals(6, report.unchanged());
        assertEquals(0, report.published());
    }

    @Test
    void aDamagedSnapshotIsNamedAndTheOlderOneServes() throws Exception {
        publishOneByOne("a", "b", "c", "d", "e", "f");
        Path newest = file(CatalogLayout.base(6));
        Files.writeString(newest, Files.readString(newest).replace("\ta\n", "\tx\n"));
        PulloverException e = assertThrows(PulloverException.class, bench::verify);
        assertTrue(e.getMessage().contains("snapshot 6, byte"), e.getMessage());
        assertEquals(ExitCode.VERIFICATION, e.exitCode());

        Files.delete(bench.state.resolve("publishlist.index"));
        assertEquals(6, bench.publish().unchanged());
        assertEquals(6, bench.offered().size());
    }

    @Test
    void killedAtAnyStepReadersFindTheirPlaceAndTheNextRunCompletes() throws Exception {
        long seed = new Random().nextLong();
        System.out.println("SnapshotsTest seed " + seed);
        Random random = new Random(seed);
        // The third snapshot, which is due, is the first one that removes an older one, and the segments behind that.
        publishOneByOne("a", "b", "c", "d", "e", "f", "g", "h");
        Path due = directory.resolve("due");
        FileUtils.copyDirectory(directory.resolve("bench").toFile(), due.toFile());
        boolean killed = true;
        for (int step = 0; killed; step++) {
            assertTrue(step < MAX_STEPS, "never completes");
            String when = "killed at step " + step + ", seed " + seed;
            begin();
            FileUtils.copyDirectory(due.toFile(), directory.resolve("bench").toFile());
            Map<FilePath, CatalogLine> before = bench.offered();
            bench.write("i", "i");
            boolean isPowerCut = random.nextBoolean();
            PowerCutFileOps power = new PowerCutFileOps(random);
            killed = publishKilled(
                    new CrashingFileOps(isPowerCut ? power : new LocalFileOps(), step, random.nextBoolean()));
            if (isPowerCut) {
                power.cut();
            }
            Map<FilePath, CatalogLine> seen = bench.offered();
            assertTrue(seen.keySet().containsAll(before.keySet()) && seen.size() <= 9, when);

            assertEquals(0, bench.publish().failed(), when);
            assertEquals(List.of(), bench.verify(), when);
            bench.write("j", "j");
            bench.publish();
            assertEquals(10, bench.offered().size(), when);
            assertEquals(List.of(), bench.verify(), when);
            assertTrue(bases().contains(9L), when);
        }
    }

    private boolean publishKilled(FileOps files) throws InterruptedException {
        bench.files = files;
        try {
            bench.publish();
            return false;
        } catch (Killed e) {
            return true;
        } finally {
            bench.files = new LocalFileOps();
        }
    }

    private void publishOneByOne(String... names) throws Exception {
        for (String name : names) {
            bench.write(name, name);
            bench.publish();
        }
    }

    private Set<Long> bases() throws IOException {
        return CatalogFiles.list(bench.outbox).bases();
    }

    private Path file(FilePath name) {
        return CatalogLayout.in(bench.outbox, name);
    }
}
