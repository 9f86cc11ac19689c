package dev.pullover.publishlist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.common.ExitCode;
import dev.pullover.common.catalog.CatalogLayout;
import dev.pullover.common.catalog.CatalogLine;
import dev.pullover.common.catalog.CatalogLine.Op;
import dev.pullover.common.catalog.Sha256;
import dev.pullover.common.path.FilePath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is published, and what is not published again. */
class PublisherTest {
    @TempDir
    Path directory;

    private Bench bench;

    @BeforeEach
    void makeBench() throws IOException {
        bench = new Bench(directory);
    }

    @Test
    void anEmptyCatalogIsThereBeforeAnythingIsPublished() throws Exception {
        PublishReport report = bench.publish();
        assertEquals(0, report.seq());
        assertEquals(Bench.EPOCH, bench.head().epoch());
        assertEquals(List.of(), bench.lines());
    }

    @Test
    void newFilesArriveWithContentDateAndModeAndALine() throws Exception {
        Path file = bench.write("d/ü %.csv", "hello");
        FileTime date = FileTime.from(Instant.parse("2020-02-02T02:02:02.123456789Z"));
        Files.setLastModifiedTime(file, date);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));

        PublishReport report = bench.publish();

        assertEquals(1, report.published());
        assertEquals(ExitCode.OK, report.exitCode());
        Path published = bench.outbox.resolve("d/ü %.csv");
        assertEquals("hello", Files.readString(published));
        assertEquals(date, Files.getLastModifiedTime(published));
        assertEquals("rw-r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(published)));
        CatalogLine line = bench.lines().get(0);
        assertEquals(FilePath.of("d/ü %.csv"), line.path());
        assertEquals(5, line.size());
        assertEquals(0640, line.mode());
        assertEquals(date.to(TimeUnit.NANOSECONDS), line.mtimeNs());
        assertEquals(Sha256.hash("hello".getBytes(StandardCharsets.UTF_8)), line.hash());
    }

    @Test
    void aSecondPassPublishesNothingAndLeavesHeadAlone() throws Exception {
        bench.write("a", "1");
        bench.write("b/c", "2");
        bench.publish();
        byte[] head = Files.readAllBytes(CatalogLayout.in(bench.outbox, CatalogLayout.HEAD));

        PublishReport report = bench.publish();

        assertEquals(0, report.published());
        assertEquals(2, report.unchanged());
        assertEquals(
                new String(head, StandardCharsets.UTF_8),
                Files.readString(CatalogLayout.in(bench.outbox, CatalogLayout.HEAD)));
    }

    @Test
    void changedContentDateOrModeIsPublishedAgain() throws Exception {
        Path content = bench.write("content", "old");
        Path date = bench.write("date", "same");
        Path mode = bench.write("mode", "same");
        bench.write("unchanged", "same");
        bench.publish();

        Files.writeString(content, "new");
        Files.setLastModifiedTime(date, FileTime.fromMillis(5000));
        Files.setPosixFilePermissions(mode, PosixFilePermissions.fromString("r-x------"));
        PublishReport report = bench.publish();

        assertEquals(3, report.published());
        assertEquals("new", bench.published("content"));
        assertEquals(FileTime.fromMillis(5000), Files.getLastModifiedTime(bench.outbox.resolve("date")));
        assertEquals(0500, bench.offered().get(FilePath.of("mode")).mode());
        assertEquals(List.of(), bench.verify());
    }

    @Test
    void changedContentIsSeenAlthoughSizeAndDateAreSetBack() throws Exception {
        Path file = bench.write("f", "old");
        FileTime date = Files.getLastModifiedTime(file);
        bench.publish();

        Files.writeString(file, "new");
        Files.setLastModifiedTime(file, date);
        assertEquals(1, bench.publish().published());
        assertEquals("new", bench.published("f"));
    }

    @Test
    void aFileThatChangedJustNowIsReadOnceMore() throws Exception {
        Path file = bench.write("f", "x");
        bench.clock = Clock.fixed(Files.getLastModifiedTime(file).toInstant(), ZoneOffset.UTC);
        bench.publish();
        assertTrue(Files.readString(bench.state.resolve("publishlist.index")).contains("\n0\t0\t1\tput"));
        bench.clock = Bench.LATER;
        assertEquals(1, bench.publish().unchanged());
        assertFalse(Files.readString(bench.state.resolve("publishlist.index")).contains("\n0\t0\t1\tput"));
    }

    @Test
    void aFileDatedInTheFutureIsNotReadInEachPass() throws Exception {
        Path file = bench.write("f", "x");
        Files.setLastModifiedTime(file, FileTime.from(Bench.LATER.instant().plus(Duration.ofDays(1))));
        bench.publish();
        assertFalse(Files.readString(bench.state.resolve("publishlist.index")).contains("\n0\t0\t1\tput"));
        Files.writeString(file, "y");
        assertEquals(1, bench.publish().published());
    }

    @Test
    void anUnchangedFileIsNotRead() throws Exception {
        Path file = bench.write("f", "x");
        bench.publish();
        Path index = bench.state.resolve("publishlist.index");
        String wrongHash = Files.readString(index)
                .replace(Sha256.hash("x".getBytes(StandardCharsets.UTF_8)).toString(), Sha256.ZERO.toString());
        Files.writeString(index, wrongHash);
        assertEquals(1, bench.publish().unchanged());

        // The counter-check: as soon as it is read, the wrong hash is noticed.
        Files.setLastModifiedTime(file, FileTime.fromMillis(1));
        assertEquals(1, bench.publish().published());
    }

    @Test
    void vanishedSourcesStayUnlessDeletionsAreEnabled() throws Exception {
        Path file = bench.write("d/e/gone", "x");
        bench.write("stays", "x");
        bench.publish();
        Files.delete(file);

        assertEquals(0, bench.publish().deleted());
        assertEquals(List.of("d/e/gone", "stays"), bench.outboxFiles());

        bench.deletions = true;
        assertEquals(1, bench.publish().deleted());
        assertEquals(List.of("stays"), bench.outboxFiles());
        assertFalse(Files.exists(bench.outbox.resolve("d")), "empty directories go too");
        assertEquals(Op.DEL, bench.lines().get(2).op());
        assertEquals(0, bench.publish().deleted());
    }

    @Test
    void strangeNamesTravelUnharmed() throws Exception {
        List<String> names = List.of("-rf", "a\nb", "a\tb", "%41", "\u0001", "😀", "x".repeat(255), "ü/ö/ä", " ");
        for (String name : names) {
            bench.write(name, name);
        }
        assertEquals(names.size(), bench.publish().published());
        for (String name : names) {
            assertEquals(name, bench.published(name));
        }
        assertEquals(names.size(), bench.publish().unchanged());
        assertEquals(List.of(), bench.verify());
    }

    @Test
    void outboxAndStateInsideTheTreeAreNotPublished() throws Exception {
        bench.write("a", "x");
        bench.outbox = bench.base.resolve("outbox");
        bench.state = bench.base.resolve("state");
        for (int pass = 0; pass < 2; pass++) {
            assertEquals(1, bench.publish().seq());
        }
    }

    @Test
    void pathsWithDotsAreTheSamePaths() throws Exception {
        bench.write("a", "x");
        bench.sources = List.of(bench.base + "/*");
        bench.base = bench.base.resolve("../base/.");
        bench.publish();
        assertEquals(List.of("a"), bench.outboxFiles());
    }

    @Test
    void excludesAreLeftOut() throws Exception {
        bench.write("a.tmp", "x");
        bench.write("cache/x", "x");
        bench.write("keep", "x");
        bench.excludes = List.of("*.tmp", "cache/");
        bench.publish();
        assertEquals(List.of("keep"), bench.outboxFiles());
    }

    @Test
    void aSourceThatSettlesIsTakenLater() throws Exception {
        bench.write("a", "x");
        bench.settle = Duration.ofMinutes(10);
        bench.clock = Clock.systemUTC();
        PublishReport early = bench.publish();
        assertEquals(1, early.settling());
        assertEquals(0, early.published());
        bench.clock = Bench.LATER;
        assertEquals(1, bench.publish().published());
    }

    @Test
    void aFileReplacedByADirectoryAndBack() throws Exception {
        bench.deletions = true;
        bench.write("z", "x");
        Path place = bench.write("a", "file");
        bench.publish();

        Files.delete(place);
        bench.write("a/b", "inside");
        PublishReport report = bench.publish();
        assertEquals(ExitCode.OK, report.exitCode());
        assertEquals("inside", bench.published("a/b"));

        Files.delete(place.resolve("b"));
        Files.delete(place);
        bench.write("a", "file again");
        report = bench.publish();
        assertEquals(ExitCode.OK, report.exitCode());
        assertEquals(1, report.published());
        assertEquals(1, report.deleted());
        assertEquals("file again", bench.published("a"));
        assertEquals(List.of(), bench.verify());
    }
}
