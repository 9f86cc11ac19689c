package dev.pullover.publishlist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.common.ExitCode;
import dev.pullover.common.PulloverException;
import dev.pullover.common.catalog.CatalogHead;
import dev.pullover.common.catalog.CatalogLayout;
import dev.pullover.publishlist.CrashingFileOps.Killed;
import dev.pullover.publishlist.Takeover.Request;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TakeoverTest {
    private static final Request PLAIN = new Request(false, false, false);
    private static final int MAX_STEPS = 100;

    @TempDir
    Path directory;

    private Bench production;
    private Bench backup;

    @BeforeEach
    void publishAndReplicate() throws Exception {
        production = new Bench(directory.resolve("production"));
        production.write("a", "1");
        production.write("d/b", "2");
        production.publish();
        backup = production.replicated(directory.resolve("backup"));
        copySources();
    }

    @Test
    void anotherPublishersCatalogIsRefusedUnasked() throws Exception {
        PulloverException e = assertThrows(PulloverException.class, backup::publish);
        assertTrue(e.getMessage().contains("another one wrote it"), e.getMessage());
        assertTrue(e.getMessage().contains("`publishlist takeover`"), e.getMessage());
        assertEquals(ExitCode.USAGE, e.exitCode());
        assertEquals(production.head(), backup.head());
    }

    @Test
    void theBackupGoesOnAsAChildEpoch() throws Exception {
        CatalogHead parent = production.head();
        TakeoverReport report = backup.takeOver(PLAIN);
        assertTrue(report.takenOver());
        assertEquals(0, report.differences());
        CatalogHead child = backup.head();
        assertEquals(new CatalogHead.Parent(parent.epoch(), parent.seq(), parent.chain()), child.parent());
        assertEquals(parent.segment() + 1, child.segment());
        assertEquals(report.epoch(), child.epoch());

        backup.write("c", "3");
        assertEquals(1, backup.publish().published(), "what production published is found unchanged");
        assertEquals(3, backup.lines().size());
        assertEquals(child.epoch(), backup.head().epoch());
        assertEquals(List.of(), backup.verify());
        PulloverException again = assertThrows(PulloverException.class, () -> backup.takeOver(PLAIN));
        assertTrue(again.getMessage().contains("own already"), again.getMessage());
    }

    /** Replicas may have seen it before the power cut: another child would be a fork to them. */
    @Test
    void aTakeoverWhoseHeadIsLostBeginsTheSameChildAgain() throws Exception {
        Path head = CatalogLayout.in(backup.outbox, CatalogLayout.HEAD);
        byte[] before = Files.readAllBytes(head);
        UUID child = backup.takeOver(PLAIN).epoch();
        Files.write(head, before);
        TakeoverReport again = backup.takeOver(PLAIN);
        assertTrue(again.takenOver());
        assertEquals(child, again.epoch());
        backup.write("c", "3");
        assertEquals(1, backup.publish().published());
        assertEquals(3, backup.lines().size());
    }

    /** Other lines at the same places of one epoch would be damage to replicas. */
    @Test
    void aChildThatHasLinesIsNotBegunAgain() throws Exception {
        UUID child = backup.takeOver(PLAIN).epoch();
        backup.write("c", "3");
        backup.publish();
        FileUtils.deleteDirectory(backup.outbox.toFile());
        FileUtils.copyDirectory(production.outbox.toFile(), backup.outbox.toFile());
        PulloverException e = assertThrows(PulloverException.class, backup::publish);
        assertTrue(e.getMessage().contains("it was set back to an older state"), e.getMessage());
        TakeoverReport again = backup.takeOver(PLAIN);
        assertTrue(again.takenOver());
        assertNotEquals(child, again.epoch());
        assertEquals(1, backup.publish().published());
    }

    @Test
    void theOldProductionComesBackWithTheBackupsOutbox() throws Exception {
        backup.takeOver(PLAIN);
        backup.write("c", "3");
        backup.publish();
        FileUtils.deleteDirectory(production.outbox.toFile());
        FileUtils.copyDirectory(backup.outbox.toFile(), production.outbox.toFile());
        assertThrows(PulloverException.class, production::publish);

        production.epochs = backup.epochs;
        assertTrue(production.takeOver(PLAIN).takenOver());
        production.write("e", "5");
        assertEquals(1, production.publish().published());
        assertEquals(backup.head().epoch(), production.head().parent().epoch());
        assertEquals(List.of("a", "c", "d/b", "e"), production.outboxFiles());
        assertEquals(List.of(), production.verify());
    }

    @Test
    void twoTakeoversWithNothingPublishedBetweenLeaveNoEmptySegment() throws Exception {
        backup.takeOver(PLAIN);
        FileUtils.deleteDirectory(production.outbox.toFile());
        FileUtils.copyDirectory(backup.outbox.toFile(), production.outbox.toFile());
        production.epochs = backup.epochs;
        production.takeOver(PLAIN);
        assertEquals(backup.head().segment(), production.head().segment());
        production.write("e", "5");
        production.publish();
        assertEquals(3, production.lines().size());
    }

    @Test
    void aLostStateIsTakenOverToo() throws Exception {
        FileUtils.deleteDirectory(production.state.toFile());
        assertThrows(PulloverException.class, production::publish);
        production.epochs = backup.epochs;
        production.takeOver(PLAIN);
        assertEquals(2, production.publish().unchanged());
    }

    @Test
    void differencesAreNamedAndInTheWayUnlessAccepted() throws Exception {
        Files.delete(backup.outbox.resolve("a"));
        Files.writeString(backup.outbox.resolve("d/b"), "half of it");
        Files.writeString(backup.outbox.resolve("stray"), "x");
        CatalogHead before = backup.head();

        TakeoverReport refused = backup.takeOver(PLAIN);
        assertFalse(refused.takenOver());
        assertNull(refused.epoch());
        assertEquals(ExitCode.VERIFICATION, refused.exitCode());
        assertEquals(3, refused.differences());
        assertEquals(
                List.of("a is missing", "d/b has 10 bytes, the catalog says 1", "stray is not in the catalog"),
                backup.seenDifferences);
        assertEquals(before, backup.head());

        TakeoverReport accepted = backup.takeOver(new Request(false, false, true));
        assertTrue(accepted.takenOver());
        assertEquals(ExitCode.OK, accepted.exitCode());
        assertEquals(2, backup.publish().published(), "what the backup's sources have is published again");
        assertEquals(List.of("stray is not in the catalog"), backup.verify());
    }

    @Test
    void contentsAreReadWhereAskedFor() throws Exception {
        Path file = backup.outbox.resolve("a");
        var date = Files.getLastModifiedTime(file);
        Files.writeString(file, "x");
        Files.setLastModifiedTime(file, date);
        assertEquals(0, backup.takeOver(new Request(true, false, false)).differences());
        assertEquals(1, backup.takeOver(new Request(true, true, false)).differences());
        assertEquals(production.head(), backup.head(), "a dry run changes nothing");
    }

    @Test
    void aCatalogThatIsNotWholeIsNotTakenOver() throws Exception {
        Path segment = CatalogLayout.in(backup.outbox, CatalogLayout.segment(1));
        byte[] whole = Files.readAllBytes(segment);
        for (int cut = 0; cut < whole.length; cut += 37) {
            Files.write(segment, Arrays.copyOf(whole, cut));
            PulloverException e = assertThrows(PulloverException.class, () -> backup.takeOver(PLAIN));
            assertEquals(ExitCode.VERIFICATION, e.exitCode());
            assertTrue(e.getMessage().contains("not taken over"), e.getMessage());
        }
        whole[10] ^= 1;
        Files.write(segment, whole);
        assertThrows(PulloverException.class, () -> backup.takeOver(new Request(false, false, true)));
        assertFalse(Files.exists(backup.state.resolve("publishlist.epoch")));
    }

    @Test
    void whatTheOtherOneHadBegunIsThrownAway() throws Exception {
        production.write("late", "x");
        production.write("later", "x");
        FileOps killed = new CrashingFileOps(new LocalFileOps(), 8, false);
        production.files = killed;
        assertThrows(Killed.class, production::publish);
        Path temporaries = CatalogLayout.in(production.outbox, CatalogLayout.TMP);
        assertTrue(Files.exists(temporaries.resolve("journal")) || Files.exists(temporaries.resolve("put-3")));
        backup = production.replicated(directory.resolve("backup2"));
        Files.writeString(
                CatalogLayout.in(backup.outbox, CatalogLayout.segment(1)), "past HEAD", StandardOpenOption.APPEND);
        backup.takeOver(new Request(false, false, true));
        backup.write("new", "y");
        backup.publish();
        assertEquals(3, backup.lines().size());
        assertEquals("new", backup.lines().get(2).path().toString());
    }

    @Test
    void killedAtAnyStepTheNextRunCompletesIt() throws Exception {
        Random random = new Random();
        boolean killed = true;
        for (int step = 0; killed; step++) {
            assertTrue(step < MAX_STEPS, "never completes");
            String when = "killed at step " + step;
            FileUtils.deleteDirectory(backup.base.getParent().toFile());
            backup = production.replicated(directory.resolve("backup"));
            copySources();
            backup.files = new CrashingFileOps(new LocalFileOps(), step, random.nextBoolean());
            killed = takeOverKilled();
            assertEquals(2, backup.offered().size(), when);
            backup.files = new LocalFileOps();
            if (isStillProductions()) {
                backup.takeOver(PLAIN);
            }
            backup.write("c", "3");
            assertEquals(1, backup.publish().published(), when);
            assertEquals(production.head().epoch(), backup.head().parent().epoch(), when);
            assertEquals(3, backup.lines().size(), when);
            assertEquals(List.of(), backup.verify(), when);
        }
    }

    private boolean takeOverKilled() throws InterruptedException {
        try {
            backup.takeOver(PLAIN);
            return false;
        } catch (Killed e) {
            return true;
        }
    }

    private boolean isStillProductions() throws InterruptedException {
        try {
            backup.publish();
            return false;
        } catch (PulloverException e) {
            return true;
        }
    }

    private void copySources() throws IOException {
        FileUtils.copyDirectory(production.base.toFile(), backup.base.toFile());
    }
}
