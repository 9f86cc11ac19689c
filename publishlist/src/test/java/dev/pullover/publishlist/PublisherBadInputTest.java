package dev.pullover.publishlist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.pullover.common.ExitCode;
import dev.pullover.common.PulloverException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sources and outboxes as they should not be: said by name, and the rest goes on. */
class PublisherBadInputTest {
    @TempDir
    Path directory;

    private Bench bench;

    @BeforeEach
    void makeBench() throws IOException {
        bench = new Bench(directory);
    }

    @Test
    void anEmptyTreeIsNotTakenForADeletionOfAll() throws Exception {
        Path file = bench.write("a", "x");
        bench.deletions = true;
        bench.publish();
        Files.delete(file);
        assertEquals(0, bench.publish().deleted());
        assertEquals(List.of("a"), bench.outboxFiles());
    }

    @Test
    void aMissingBaseIsReportedAndNothingIsDeleted() throws Exception {
        bench.write("a", "x");
        bench.deletions = true;
        bench.publish();
        Files.move(bench.base, directory.resolve("moved"));
        PublishReport report = bench.publish();
        assertEquals(1, report.failed());
        assertEquals(ExitCode.SOME_FILES, report.exitCode());
        assertEquals(List.of("a"), bench.outboxFiles());
    }

    @Test
    void aSourceThatNamesNothingIsReportedAndItsFileKept() throws Exception {
        Path file = bench.write("d/a", "x");
        bench.write("b", "x");
        bench.sources = List.of("d/a", "b");
        bench.deletions = true;
        bench.publish();
        Files.delete(file);
        PublishReport report = bench.publish();
        assertEquals(1, report.failed());
        assertEquals(List.of("b", "d/a"), bench.outboxFiles());
    }

    @Test
    void aDirectoryThatCannotBeReachedIsReportedAndTheRestGoesOnAndNothingIsDeleted() throws Exception {
        // As long as the system allows below the outbox, whose name is the longer one.
        int room = 4090 - bench.outbox.toString().length();
        String deep = ("d".repeat(200) + "/").repeat(room / 201) + "x".repeat(Math.max(1, room % 201));
        bench.write(deep, "x");
        bench.write("z", "old");
        bench.deletions = true;
        bench.publish();

        // Under a longer base the same path is longer than the system allows: even root cannot look there.
        Path longer = Files.createDirectories(directory.resolve("l".repeat(200)));
        Files.move(bench.base, longer.resolve("base"));
        Path shorter = bench.base;
        bench.base = longer.resolve("base");
        bench.write("z", "new");
        PublishReport report = bench.publish();
        Files.move(bench.base, shorter);
        assertEquals(1, report.failed());
        assertEquals(1, report.published());
        assertEquals(0, report.deleted());
        assertEquals(List.of(deep, "z"), bench.outboxFiles());
    }

    @Test
    void unreadableFilesAndDirectoriesAreReportedAndTheRestGoesOn() throws Exception {
        Path file = bench.write("a", "x");
        Path inside = bench.write("d/x", "x");
        bench.write("z", "x");
        bench.deletions = true;
        bench.publish();
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
        Files.setPosixFilePermissions(inside.getParent(), PosixFilePermissions.fromString("---------"));
        assumeFalse(Files.isReadable(file), "root can read everything");
        bench.write("z", "new");
        PublishReport report = bench.publish();
        assertEquals(2, report.failed());
        assertEquals(1, report.published());
        assertEquals(List.of("a", "d/x", "z"), bench.outboxFiles());
    }

    @Test
    void namesThatCannotTravelAreRefusedAndTheRestGoesOn() throws Exception {
        bench.write("good", "x");
        Path bad = Path.of(URI.create(bench.base.toUri() + "bad%FF.csv"));
        Files.writeString(bad, "x");
        PublishReport report = bench.publish();
        assertEquals(1, report.refused());
        assertEquals(1, report.published());
        assertEquals(ExitCode.SOME_FILES, report.exitCode());
    }

    @Test
    void linksAreNotFollowedAndPrivateDirectoriesNotPublished() throws Exception {
        bench.write("a", "x");
        bench.write(".pullover/secret", "x");
        bench.write("d/.pullover/secret", "x");
        Files.createSymbolicLink(bench.base.resolve("link"), Path.of("a"));
        Files.createSymbolicLink(bench.base.resolve("loop"), Path.of("."));
        PublishReport report = bench.publish();
        assertEquals(List.of("a"), bench.outboxFiles());
        assertEquals(2, report.skipped());
        assertEquals(ExitCode.OK, report.exitCode());
    }

    @Test
    void directoriesInsideOneAnotherAreAUsageError() {
        bench.outbox = bench.base.getParent();
        assertEquals(
                ExitCode.USAGE,
                assertThrows(PulloverException.class, bench::open).exitCode());
        bench.outbox = directory.resolve("outbox");
        bench.state = bench.outbox.resolve("state");
        assertThrows(PulloverException.class, bench::open);
    }

    @Test
    void withoutDeletionsAFileInTheWayIsReported() throws Exception {
        Path place = bench.write("a", "file");
        bench.publish();
        Files.delete(place);
        bench.write("a/b", "inside");
        PublishReport report = bench.publish();
        assertEquals(1, report.failed());
        assertEquals(List.of("a"), bench.outboxFiles());
    }

    @Test
    void nothingIsWrittenThroughASymbolicLinkInTheOutbox() throws Exception {
        bench.publish();
        Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
        Files.createSymbolicLink(bench.outbox.resolve("d"), elsewhere);
        bench.write("d/x", "x");
        assertEquals(1, bench.publish().failed());
        assertFalse(Files.exists(elsewhere.resolve("x")));
    }

    @Test
    void aSourceThatChangesWhileItIsReadIsReadAgainThenReportedNeverHalfPublished() throws Exception {
        Path file = bench.write("f", "start");
        bench.write("g", "rest");
        ScriptedFileOps scripted = new ScriptedFileOps();
        bench.files = scripted;
        scripted.onCreate(2, () -> Files.writeString(file, "x", StandardOpenOption.APPEND));
        PublishReport report = bench.publish();
        assertEquals(2, report.published());
        assertEquals("startxx", bench.published("f"));

        scripted.onCreate(Stager.MAX_READS, () -> Files.writeString(file, "y", StandardOpenOption.APPEND));
        Files.writeString(file, "z", StandardOpenOption.APPEND);
        report = bench.publish();
        assertEquals(1, report.failed());
        assertEquals("startxx", bench.published("f"));
        assertEquals(List.of(), bench.verify());
        assertEquals(1, bench.publish().published());
    }

    @Test
    void aSecondPublisherIsRefused() {
        try (Publisher first = bench.open()) {
            PulloverException e = assertThrows(PulloverException.class, bench::open);
            assertEquals(ExitCode.ALREADY_RUNNING, e.exitCode());
            assertTrue(first != null);
        }
    }
}
