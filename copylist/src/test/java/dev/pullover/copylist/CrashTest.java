package dev.pullover.copylist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.common.ExitCode;
import dev.pullover.common.metrics.Counter;
import dev.pullover.common.module.Agent;
import dev.pullover.common.path.FilePath;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A crash between any two changes to the disk loses nothing, shows nothing half, and has nothing copied twice. */
class CrashTest {
    private static final long MTIME_NS = 1_712_345_678_000_000_000L;
    private static final int LARGE = 200_000;

    @TempDir
    private Path root;

    @Test
    void everyStepMayBeTheLast() throws Exception {
        int steps = 0;
        boolean crashed = true;
        while (crashed) {
            steps++;
            try (Site site = prepared(root.resolve("at-" + steps))) {
                crashed = crash(site, steps);
                site.assertNothingHalf();
                assertEquals(ExitCode.OK, site.pass(), "after a crash at step " + steps);
                site.assertReplicated();
                assertEquals(0, site.count(Counter.FILES_COPIED_TWICE), "after a crash at step " + steps);
                assertEquals(List.of(), site.temporaries(), "after a crash at step " + steps);
            }
        }
        // Each of five files is made, written, given its attributes, synced, renamed; then there are the directories.
        assertTrue(steps > 30, "only " + steps + " steps");
    }

    @Test
    void crashesOneAfterTheOtherStillComeToAnEnd() throws Exception {
        try (Site site = prepared(root.resolve("repeated"))) {
            int crashes = 0;
            // Each run comes a little further: with a crash at the first step of each, nothing could ever be done.
            while (crash(site, 3 * crashes + 1)) {
                site.assertNothingHalf();
                crashes++;
            }
            site.assertReplicated();
            assertEquals(0, site.count(Counter.FILES_COPIED_TWICE));
            assertTrue(crashes > 3, crashes + " crashes");
        }
    }

    @Test
    void whatWasRecordedIsThereAtEveryStep() throws Exception {
        for (int step = 1; step < 60; step += 3) {
            try (Site site = prepared(root.resolve("recorded-" + step))) {
                crash(site, step);
                for (var entry : site.replicaDb(view -> view.files(FilePath.of(""), 100))) {
                    assertTrue(site.has(entry.path().toString()), entry.path() + " is recorded at step " + step);
                }
            }
        }
    }

    /** As by a disk that is full: what else came with it is here, and recorded. */
    @Test
    void aDirectoryThatCannotBeMadeKeepsNoOtherFileFromBeingRecorded() throws Exception {
        try (Site site = new Site(root)) {
            site.publish("f", "here");
            site.publish("dir/in/deep", "not yet");
            Path tmp = site.replica.resolve(".pullover/tmp");
            Path aside = site.replica.resolve(".pullover/aside");
            try (Agent agent = site.open(step -> {
                if (step == Steps.Step.MAKE_DIRECTORY && Files.exists(tmp)) {
                    assertTrue(tmp.toFile().renameTo(aside.toFile()));
                }
            })) {
                agent.pass();
            }
            assertEquals(1, site.filesRecorded());
            assertTrue(aside.toFile().renameTo(tmp.toFile()));
            site.advance(Duration.ofHours(1));
            assertEquals(ExitCode.OK, site.pass());
            site.assertReplicated();
            assertEquals(0, site.count(Counter.FILES_COPIED_TWICE));
        }
    }

    /** Some files are here already; then one changes, one is touched, and others are new. */
    private static Site prepared(Path directory) throws Exception {
        Site site = new Site(directory).copy("parallel = 2");
        site.publish("kept", "kept");
        site.publish("changed", "first");
        site.publish("touched", "same".getBytes(StandardCharsets.UTF_8), 0644, MTIME_NS);
        assertEquals(ExitCode.OK, site.pass());
        site.publish("changed", "second");
        site.publish("touched", "same".getBytes(StandardCharsets.UTF_8), 0600, MTIME_NS + 1_000_000_000);
        site.publish("new/in/deep", "new");
        site.publish("new/twin-1", "twins");
        site.publish("new/twin-2", "twins");
        byte[] large = new byte[LARGE];
        new Random(1).nextBytes(large);
        site.publish("large", large, 0644, MTIME_NS);
        site.publish("empty", "");
        return site;
    }

    /** Runs a pass that ends at this step as if the machine had been switched off. */
    private static boolean crash(Site site, int atStep) throws InterruptedException {
        AtomicInteger steps = new AtomicInteger();
        try (Agent agent = site.open(step -> {
            if (steps.incrementAndGet() >= atStep) {
                throw new Crash(step);
            }
        })) {
            agent.pass();
            return false;
        } catch (Crash e) {
            return true;
        }
    }

    /** Not an exception that anyone handles. */
    private static final class Crash extends Error {
        private static final long serialVersionUID = 1L;

        Crash(Steps.Step step) {
            super("crash before " + step, null, false, false);
        }
    }
}
