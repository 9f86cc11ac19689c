package dev.pullover.copylist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.pullover.common.ExitCode;
import dev.pullover.common.metrics.Counter;
import dev.pullover.common.module.Agent;
import dev.pullover.copylist.Steps.Step;
import dev.pullover.testkit.Await;
import dev.pullover.testkit.SmallDisk;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The disk fills: the reserve stays, nothing half shows, nothing is lost, and copying goes on by itself. */
class SpaceTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final int KIB = 1024;
    private static final int FILES = 10;
    private static final int FILE_BYTES = 300 * KIB;

    @TempDir
    private Path directory;

    private SmallDisk disk;

    private SmallDisk mountOrSkip(int bytes) throws IOException, InterruptedException {
        return SmallDisk.mount(directory.resolve("small-disk"), bytes)
                .orElseGet(() -> abort("SKIPPED: tests on a full disk need root, to mount a small one"));
    }

    @AfterEach
    void unmount() throws Exception {
        if (disk != null) {
            disk.close();
        }
    }

    @Test
    void stopsBeforeTheReserveIsTouchedWithoutParkingAnything() throws Exception {
        try (Site site = new Site(directory).reserve(1_000_000_000_000_000L)) {
            site.publish("f", "x");
            assertEquals(ExitCode.SOME_FILES, site.pass());
            assertFalse(site.has("f"));
            assertEquals(0, site.filesParked());
            site.reserve(0);
            assertEquals(ExitCode.OK, site.pass());
            site.assertReplicated();
        }
    }

    @Test
    void leavesTheReserveFree() throws Exception {
        disk = mountOrSkip(2 * KIB * KIB);
        try (Site site = new Site(directory, disk.path().resolve("replica")).reserve(1000 * KIB)) {
            publish(site);
            assertEquals(ExitCode.SOME_FILES, site.pass());
            assertTrue(disk.freeBytes() >= 1000 * KIB, disk.freeBytes() + " bytes free");
            assertTrue(site.filesRecorded() > 0, "what fits was copied");
            assertEquals(0, site.filesParked());
            disk.resize(20 * KIB * KIB);
            assertEquals(ExitCode.OK, site.pass());
            site.assertReplicated();
        }
    }

    @Test
    void goesOnByItselfWhenThereIsSpaceAgain() throws Exception {
        disk = mountOrSkip(2 * KIB * KIB);
        try (Site site = new Site(directory, disk.path().resolve("replica"));
                Agent agent = site.open()) {
            publish(site);
            Await.until(TIMEOUT, "the disk is full", () -> step(agent) == 0 && site.filesRecorded() > 0);
            assertTrue(site.filesRecorded() < FILES);
            disk.resize(20 * KIB * KIB);
            site.advance(Duration.ofSeconds(6));
            Await.until(TIMEOUT, "all is here", () -> step(agent) >= 0 && site.filesRecorded() == FILES);
            site.assertReplicated();
            assertEquals(0, site.filesParked());
        }
    }

    @Test
    void survivesADiskThatIsFullInTheMiddleOfAFile() throws Exception {
        disk = mountOrSkip(4 * KIB * KIB);
        try (Site site = new Site(directory, disk.path().resolve("replica"))) {
            publish(site);
            assertEquals(ExitCode.SOME_FILES, passFillingAt(site, Step.WRITE));
            site.assertNothingHalf();
            assertEquals(0, site.filesParked());
            Files.delete(ballast());
            assertEquals(ExitCode.OK, site.pass());
            site.assertReplicated();
            assertEquals(0, site.count(Counter.FILES_COPIED_TWICE));
        }
    }

    @Test
    void recordsLaterWhatCannotBeRecordedOnAFullDisk() throws Exception {
        disk = mountOrSkip(8 * KIB * KIB);
        try (Site site = new Site(disk.path())) {
            publish(site);
            try (Agent agent = site.open(fillingAt(Step.RECORD))) {
                Await.until(TIMEOUT, "the disk is full", () -> step(agent) == 0 && Files.exists(ballast()));
                site.assertNothingHalf();
                Files.delete(ballast());
                site.advance(Duration.ofSeconds(6));
                Await.until(TIMEOUT, "all is recorded", () -> step(agent) >= 0 && site.filesRecorded() == FILES);
            }
            site.assertReplicated();
            assertEquals(FILES, site.count(Counter.FILES_COPIED, Site.PRODUCTION));
        }
    }

    private static void publish(Site site) {
        Random random = new Random(1);
        for (int i = 0; i < FILES; i++) {
            byte[] content = new byte[FILE_BYTES];
            random.nextBytes(content);
            site.publish("d" + i + "/f", content, Site.MODE, 1_700_000_000_000_000_000L);
        }
    }

    private ExitCode passFillingAt(Site site, Step when) throws InterruptedException {
        try (Agent agent = site.open(fillingAt(when))) {
            return agent.pass();
        }
    }

    /** Once, at the first such step, all space that is left is taken. */
    private Steps fillingAt(Step when) {
        AtomicBoolean filled = new AtomicBoolean();
        return step -> {
            if (step == when && filled.compareAndSet(false, true)) {
                fill();
            }
        };
    }

    private void fill() {
        try (OutputStream out = Files.newOutputStream(ballast())) {
            byte[] block = new byte[4 * KIB];
            while (true) {
                out.write(block);
            }
        } catch (IOException e) {
            if (!Space.isFull(e)) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private Path ballast() {
        return disk.path().resolve("ballast");
    }

    private static int step(Agent agent) {
        try {
            return agent.doWork();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
