package dev.pullover.copylist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.common.ExitCode;
import dev.pullover.common.ledger.KeptFile;
import dev.pullover.common.ledger.ReplicaLedger;
import dev.pullover.common.ledger.sqlite.SqliteReplicaLedger;
import dev.pullover.common.metrics.Counter;
import dev.pullover.common.module.Agent;
import dev.pullover.common.path.FilePath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that were deleted on the server. */
class DeletionsTest {
    @TempDir
    private Path root;

    private Site site;

    @BeforeEach
    void makeSite() {
        site = new Site(root).copy("deletions = \"quarantine\"");
    }

    @AfterEach
    void closeSite() {
        site.close();
    }

    @Test
    void movesADeletedFileAsideAndRemembersIt() throws Exception {
        site.publish("dir/sub/f", "content");
        site.publish("dir/g", "other");
        site.pass();
        site.delete("dir/sub/f");

        assertEquals(ExitCode.OK, site.pass());

        site.assertReplicated();
        assertFalse(site.has("dir/sub"), "an empty directory stays");
        KeptFile kept = kept("dir/sub/f").get(0);
        assertEquals(KeptFile.Reason.DELETED, kept.reason());
        assertTrue(kept.place().toString().startsWith(".pullover/quarantine/dir/sub/f/"), kept.toString());
        assertEquals("content", site.content(kept.place().toString()));
        assertEquals(1, site.filesRecorded());
        assertEquals(1, site.count(Counter.FILES_DELETED));
        assertEquals(1, site.summaries.get(1).deleted());
        assertEquals(0, site.owed());
    }

    @Test
    void ignoresThemUnlessToldOtherwise() throws Exception {
        try (Site other = new Site(root.resolve("other"))) {
            other.publish("f", "content");
            other.pass();
            other.delete("f");

            assertEquals(ExitCode.OK, other.pass());

            assertEquals("content", other.content("f"));
        }
    }

    @Test
    void touchesNothingWhereTheyAreTooMany() throws Exception {
        site.copy("max-deletions = 2");
        for (String name : List.of("a", "b", "c", "d")) {
            site.publish(name, name);
        }
        site.pass();
        for (String name : List.of("a", "b", "c")) {
            site.delete(name);
        }
        site.publish("e", "arrives all the same");

        assertEquals(ExitCode.SOME_FILES, site.pass());

        assertEquals(5, site.filesRecorded());
        assertEquals("a", site.content("a"));
        assertEquals("arrives all the same", site.content("e"));
        assertEquals(3, site.filesParked());
        assertEquals(3, site.count(Counter.DELETIONS_HELD));
        assertEquals(0, site.owed(), "what comes later must not wait for them");

        retryParked(false);
        site.pass();
        assertEquals("a", site.content("a"), "retrying parked files must not delete");

        retryParked(true);
        assertEquals(ExitCode.OK, site.pass());
        site.assertReplicated();
        assertEquals(0, site.filesParked());
        assertEquals(3, site.count(Counter.FILES_DELETED));
    }

    @Test
    void countsThoseOfTheLastHour() throws Exception {
        site.copy("max-deletions = 2");
        for (String name : List.of("a", "b", "c", "d")) {
            site.publish(name, name);
        }
        try (Agent agent = site.open()) {
            agent.pass();
            site.delete("a");
            agent.pass();
            site.delete("b");
            agent.pass();
            site.delete("c");
            assertEquals(ExitCode.SOME_FILES, agent.pass());
            assertTrue(site.has("c"));
            site.advance(Duration.ofHours(2));
            site.delete("d");
            assertEquals(ExitCode.OK, agent.pass());
        }
        assertFalse(site.has("d"));
        assertTrue(site.has("c"));
    }

    @Test
    void takesBackAHeldDeletionWhenTheFileIsPublishedAnew() throws Exception {
        site.copy("max-deletions = 1");
        site.publish("a", "1");
        site.publish("b", "1");
        site.pass();
        site.delete("a");
        site.delete("b");
        site.pass();
        site.publish("a", "2");

        site.pass();

        assertEquals("2", site.content("a"));
        retryParked(true);
        site.pass();
        assertEquals("2", site.content("a"));
        site.assertReplicated();
    }

    @Test
    void letsAFileTakeTheNameOfADeletedDirectoryAndTheOtherWayRound() throws Exception {
        site.publish("x/f", "in a directory");
        site.publish("y", "a file");
        site.pass();
        site.delete("x/f");
        site.publish("x", "now a file");
        site.delete("y");
        site.publish("y/f", "now in a directory");

        assertEquals(ExitCode.OK, site.pass());

        site.assertReplicated();
    }

    @Test
    void leavesAloneWhatIsNotAFile() throws Exception {
        site.publish("f", "content");
        site.pass();
        Path outside = Files.writeString(root.resolve("outside"), "not yours");
        Files.delete(site.replica.resolve("f"));
        Files.createSymbolicLink(site.replica.resolve("f"), outside);
        site.delete("f");

        assertEquals(ExitCode.OK, site.pass());

        assertEquals("not yours", Files.readString(outside));
        assertTrue(Files.isSymbolicLink(site.replica.resolve("f")));
        assertEquals(0, site.filesRecorded());
    }

    @Test
    void isDoneAgainAfterACrashAtAnyStep() throws Exception {
        for (int step = 1; step <= 12; step++) {
            String name = "dir" + step + "/f";
            site.publish(name, "content " + step);
            site.pass();
            site.delete(name);
            crashAt(step);

            site.pass();

            site.assertReplicated();
            assertEquals(1, kept(name).size(), "crash at step " + step);
            assertEquals(
                    "content " + step, site.content(kept(name).get(0).place().toString()));
        }
    }

    /** A power cut may take a directory whose name was not forced to disk, and with it a file that has no other name. */
    @Test
    void forcesTheQuarantinesDirectoriesBeforeTheFileIsInThem() throws Exception {
        site.publish("dir/f", "content");
        site.pass();
        site.delete("dir/f");
        List<Steps.Step> steps = new ArrayList<>();
        try (Agent agent = site.open(steps::add)) {
            agent.pass();
        }
        int moved = steps.indexOf(Steps.Step.RENAME);
        List<Steps.Step> before = steps.subList(0, moved);
        int made = Collections.frequency(before, Steps.Step.MAKE_DIRECTORY);
        assertTrue(made >= 3, steps::toString);
        int synced = Collections.frequency(
                before.subList(before.lastIndexOf(Steps.Step.MAKE_DIRECTORY), moved), Steps.Step.SYNC_DIRECTORY);
        assertTrue(synced >= made, steps::toString);
        assertEquals(
                List.of(Steps.Step.SYNC_DIRECTORY, Steps.Step.SYNC_DIRECTORY), steps.subList(moved + 1, moved + 3));
    }

    @Test
    void movesAsideWhatACrashHasLeftUnrecorded() throws Exception {
        site.publish("f", "installed, not recorded");
        crashAt(Steps.Step.RECORD);
        assertTrue(site.has("f"));
        assertEquals(0, site.filesRecorded());
        site.delete("f");

        assertEquals(ExitCode.OK, site.pass());

        site.assertReplicated();
        KeptFile kept = kept("f").get(0);
        assertEquals("installed, not recorded", site.content(kept.place().toString()));
        assertEquals(0644, kept.entry().mode());
    }

    @Test
    void emptiesTheQuarantineInTime() throws Exception {
        site.copy("quarantine-keep = \"1d\"");
        site.publish("f", "content");
        try (Agent agent = site.open()) {
            agent.pass();
            site.delete("f");
            agent.pass();
            Path place = site.replica.resolve(kept("f").get(0).place().toString());
            site.advance(Duration.ofHours(23));
            agent.pass();
            assertTrue(Files.exists(place));
            site.advance(Duration.ofHours(2));
            agent.pass();
            assertFalse(Files.exists(place));
        }
        assertEquals(List.of(), kept("f"));
        assertFalse(site.has(".pullover/quarantine/f"));
    }

    private List<KeptFile> kept(String path) {
        return site.replicaDb(view -> view.kept(FilePath.of(path)));
    }

    private void retryParked(boolean deletions) throws IOException {
        try (ReplicaLedger ledger = SqliteReplicaLedger.open(root.resolve("state/replica.db"))) {
            if (deletions) {
                ledger.releaseHeld(site.nowNs());
            } else {
                ledger.retryParked(site.nowNs());
            }
        }
    }

    private void crashAt(Steps.Step step) throws InterruptedException {
        try (Agent agent = site.open(next -> {
            if (next == step) {
                throw new IllegalStateException("crash");
            }
        })) {
            agent.pass();
        } catch (IllegalStateException e) {
            assertEquals("crash", e.getMessage());
        }
    }

    private void crashAt(int step) throws InterruptedException {
        int[] left = {step};
        try (Agent agent = site.open(ignored -> {
            if (--left[0] == 0) {
                throw new IllegalStateException("crash");
            }
        })) {
            agent.pass();
        } catch (IllegalStateException e) {
            assertEquals("crash", e.getMessage());
        }
    }
}
