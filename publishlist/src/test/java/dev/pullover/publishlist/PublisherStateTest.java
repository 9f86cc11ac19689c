package dev.pullover.publishlist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.common.ExitCode;
import dev.pullover.common.PulloverException;
import dev.pullover.common.catalog.CatalogLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Catalog and index: what they survive, and what is refused. */
class PublisherStateTest {
    @TempDir
    Path directory;

    private Bench bench;

    @BeforeEach
    void makeBench() throws IOException {
        bench = new Bench(directory);
    }

    @Test
    void aLostIndexIsMadeAgainWithoutPublishingAnything() throws Exception {
        bench.write("a", "1");
        bench.write("b", "2");
        bench.publish();
        Files.delete(bench.state.resolve("publishlist.index"));
        bench.write("b", "changed");
        PublishReport report = bench.publish();
        assertEquals(1, report.unchanged());
        assertEquals(1, report.published());
        assertEquals(3, report.seq());
    }

    @Test
    void aBrokenIndexIsMadeAgain() throws Exception {
        bench.write("a", "1");
        bench.write("b", "2");
        bench.publish();
        Path index = bench.state.resolve("publishlist.index");
        String whole = Files.readString(index);
        for (int cut = 0; cut < whole.length(); cut += 7) {
            Files.writeString(index, whole.substring(0, cut));
            assertEquals(2, bench.publish().unchanged(), "cut at " + cut);
            Files.writeString(index, whole.substring(0, cut) + "x" + whole.substring(cut + 1));
            assertEquals(0, bench.publish().failed(), "changed at " + cut);
        }
        assertEquals(List.of(), bench.verify());
    }

    @Test
    void aLostFileOfTheOutboxIsPublishedAgainWhenItsSourceIsReadAgain() throws Exception {
        bench.write("a", "1");
        bench.publish();
        Files.delete(bench.outbox.resolve("a"));
        assertEquals(List.of("a is missing"), bench.verify());
        Files.delete(bench.state.resolve("publishlist.index"));
        assertEquals(1, bench.publish().published());
        assertEquals(List.of(), bench.verify());
    }

    @Test
    void anOutboxThatLostItsCatalogIsRefused() throws Exception {
        bench.write("a", "1");
        bench.publish();
        Files.move(bench.outbox, directory.resolve("unmounted"));
        PulloverException e = assertThrows(PulloverException.class, bench::publish);
        assertTrue(e.getMessage().contains("is its file system mounted?"), e.getMessage());
        assertEquals(ExitCode.USAGE, e.exitCode());
    }

    @Test
    void aDamagedHeadOrAShortSegmentIsNamed() throws Exception {
        bench.write("a", "1");
        bench.publish();
        Path segment = CatalogLayout.in(bench.outbox, CatalogLayout.segment(1));
        byte[] whole = Files.readAllBytes(segment);
        Files.write(segment, new byte[10]);
        PulloverException e = assertThrows(PulloverException.class, bench::publish);
        assertTrue(e.getMessage().contains(segment + " has 10 bytes, HEAD says " + whole.length), e.getMessage());
        assertEquals(ExitCode.VERIFICATION, e.exitCode());

        Files.writeString(CatalogLayout.in(bench.outbox, CatalogLayout.HEAD), "{");
        assertThrows(PulloverException.class, bench::publish);
        Files.delete(CatalogLayout.in(bench.outbox, CatalogLayout.HEAD));
        Files.delete(bench.state.resolve("publishlist.index"));
        assertThrows(PulloverException.class, bench::publish);
    }

    @Test
    void whatIsPastHeadIsCutOff() throws Exception {
        bench.write("a", "1");
        bench.publish();
        Path segment = CatalogLayout.in(bench.outbox, CatalogLayout.segment(1));
        Files.writeString(segment, "garbage", StandardOpenOption.APPEND);
        Files.writeString(CatalogLayout.in(bench.outbox, CatalogLayout.segment(2)), "garbage");
        bench.publish();
        assertEquals(bench.head().length(), Files.size(segment));
        assertFalse(Files.exists(CatalogLayout.in(bench.outbox, CatalogLayout.segment(2))));
    }

    @Test
    void aFullSegmentIsSealedAndANewOneBegun() throws Exception {
        bench.segmentBytes = 1;
        for (int i = 0; i < 3; i++) {
            bench.write("f" + i, "x");
            bench.publish();
        }
        assertEquals(3, bench.head().segment());
        assertEquals(3, bench.lines().size());
        Files.delete(bench.state.resolve("publishlist.index"));
        assertEquals(3, bench.publish().unchanged());
    }

    @Test
    void verifyNamesEveryDifference() throws Exception {
        for (String name : List.of("content", "date", "gone", "good", "mode", "size")) {
            bench.write(name, "12345");
        }
        bench.publish();
        FileTime date = Files.getLastModifiedTime(bench.outbox.resolve("content"));
        Files.writeString(bench.outbox.resolve("content"), "54321");
        Files.setLastModifiedTime(bench.outbox.resolve("content"), date);
        Files.setLastModifiedTime(bench.outbox.resolve("date"), FileTime.fromMillis(0));
        Files.delete(bench.outbox.resolve("gone"));
        Files.setPosixFilePermissions(bench.outbox.resolve("mode"), PosixFilePermissions.fromString("rwxrwxrwx"));
        Files.writeString(bench.outbox.resolve("size"), "1");
        Files.writeString(bench.outbox.resolve("stray"), "1");

        List<String> differences = bench.verify();

        assertEquals(
                List.of("content", "date", "gone", "mode", "size", "stray"),
                differences.stream()
                        .map(text -> text.substring(0, text.indexOf(' ')))
                        .toList());
        assertTrue(differences.get(5).endsWith("is not in the catalog"), differences.get(5));
    }

    @Test
    void aPassThatIsStoppedHasPublishedWhatItDidAndTheNextGoesOn() throws Exception {
        for (int i = 0; i < 10; i++) {
            bench.write("f" + i, "x");
        }
        int[] asked = new int[1];
        try (Publisher publisher = bench.open()) {
            PublishReport report = publisher.publishOnce(() -> ++asked[0] == 4, place -> {});
            assertTrue(report.stopped());
            assertEquals(4, report.seq());
        }
        PublishReport rest = bench.publish();
        assertEquals(6, rest.published());
        assertEquals(4, rest.unchanged());
        assertEquals(10, rest.seq());
    }

    @Test
    void aBatchIsBoundedAndEachIsOneHead() throws Exception {
        for (int i = 0; i < Batch.MAX_LINES + 10; i++) {
            bench.write("f" + i, "x");
        }
        ScriptedFileOps counting = new ScriptedFileOps();
        bench.files = counting;
        assertEquals(Batch.MAX_LINES + 10, bench.publish().published());
        // One for the empty catalog; then the batch that is full, perhaps others that are a second old, and the rest.
        assertTrue(counting.headsReplaced() >= 3 && counting.headsReplaced() < 10, "" + counting.headsReplaced());
    }

    @Test
    void anOutboxThatWasSetBackIsRefused() throws Exception {
        bench.write("a", "1");
        bench.publish();
        Path before = directory.resolve("before");
        FileUtils.copyDirectory(bench.outbox.toFile(), before.toFile());
        bench.write("b", "2");
        bench.publish();
        FileUtils.deleteDirectory(bench.outbox.toFile());
        Files.move(before, bench.outbox);
        PulloverException e = assertThrows(PulloverException.class, bench::publish);
        assertTrue(
                e.getMessage().contains("it ends at seq 1, but seq 2 of the same epoch was published"), e.getMessage());
        assertEquals(ExitCode.VERIFICATION, e.exitCode());
    }
}
