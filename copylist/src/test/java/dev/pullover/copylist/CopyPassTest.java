package dev.pullover.copylist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.common.ExitCode;
import dev.pullover.common.PulloverException;
import dev.pullover.common.catalog.CatalogLine;
import dev.pullover.common.catalog.Sha256;
import dev.pullover.common.ledger.ParkedFile;
import dev.pullover.common.ledger.ReplicaEntry;
import dev.pullover.common.metrics.Counter;
import dev.pullover.common.path.FilePath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What a pass brings, and what it leaves alone. */
class CopyPassTest extends SiteTest {
    private static final long MTIME_NS = 1_712_345_678_123_456_789L;

    @Test
    void bringsWhatWasPublished() throws Exception {
        site.publish("a.csv", "one");
        site.publish("deep/er/b.csv", "two");
        site.publish("empty", "");
        assertEquals(ExitCode.OK, site.pass());
        site.assertReplicated();
        assertEquals(3, site.count(Counter.FILES_COPIED, Site.PRODUCTION));
        assertEquals(6, site.count(Counter.BYTES_COPIED, Site.PRODUCTION));
        assertEquals(List.of(), site.temporaries());
        CopySummary summary = site.summaries.get(0);
        assertEquals(3, summary.files());
        assertEquals(6, summary.bytes());
        assertTrue(summary.text().startsWith("3 files, 6 B from production in "), summary.text());
    }

    @Test
    void bringsNothingTwice() throws Exception {
        site.publish("a", "one");
        site.publish("b", "two");
        site.pass();
        assertEquals(ExitCode.OK, site.pass());
        assertEquals(2, site.count(Counter.FILES_COPIED, Site.PRODUCTION));
        assertEquals(1, site.openings(Site.PRODUCTION));
        assertEquals("nothing to copy", site.summaries.get(1).text().split(" in ")[0]);
    }

    @Test
    void bringsWhatIsNewAndWhatChanged() throws Exception {
        for (int i = 0; i < 20; i++) {
            site.publish("d" + i % 3 + "/f" + i, "first " + i);
        }
        site.pass();
        site.publish("d0/f0", "second");
        site.publish("new/f", "new");
        assertEquals(ExitCode.OK, site.pass());
        site.assertReplicated();
        assertEquals(22, site.count(Counter.FILES_COPIED, Site.PRODUCTION));
        assertEquals(0, site.count(Counter.FILES_COPIED_TWICE));
    }

    @Test
    void bringsManyFilesOverSeveralGroups() throws Exception {
        Map<String, byte[]> files = new LinkedHashMap<>();
        for (int i = 0; i < 3500; i++) {
            files.put("d" + i / 100 + "/f" + i, ("content " + i).getBytes(StandardCharsets.UTF_8));
        }
        site.publishAll(files);
        assertEquals(ExitCode.OK, site.pass());
        site.assertReplicated();
        assertEquals(3500, site.filesRecorded());
        assertEquals(0, site.count(Counter.LAG_FILES));
    }

    @Test
    void givesFilesTheirDateToTheNanosecondAndTheirPermissions() throws Exception {
        site.publish("plain", "x".getBytes(StandardCharsets.UTF_8), 0640, MTIME_NS);
        site.publish("special", "x".getBytes(StandardCharsets.UTF_8), 06751, MTIME_NS);
        site.publish("in/read-only", "x".getBytes(StandardCharsets.UTF_8), 0444, MTIME_NS);
        site.pass();
        assertEquals("rw-r-----", permissions("plain"));
        assertEquals("rwxr-x--x", permissions("special"));
        assertEquals("r--r--r--", permissions("in/read-only"));
        assertEquals("rwxr-xr-x", permissions("in"));
        assertEquals(0, (int) Files.getAttribute(site.replica.resolve("special"), "unix:mode") & 07000);
        assertEquals(MTIME_NS, mtime("plain"));
    }

    @Test
    void appliesNewDateAndPermissionsWithoutAPull() throws Exception {
        byte[] content = "same".getBytes(StandardCharsets.UTF_8);
        site.publish("f", content, 0644, MTIME_NS);
        site.pass();
        ReplicaEntry before = row("f");
        site.publish("f", content, 0600, MTIME_NS + 2_000_000_000L);
        assertEquals(ExitCode.OK, site.pass());
        assertEquals("rw-------", permissions("f"));
        assertEquals((MTIME_NS + 2_000_000_000L) / 1000, mtime("f") / 1000);
        assertEquals(1, site.count(Counter.FILES_COPIED, Site.PRODUCTION));
        assertEquals(1, site.count(Counter.FILES_ALREADY_HERE));
        assertEquals(0600, row("f").mode());
        assertEquals(before.arrivedNs(), row("f").arrivedNs());
        assertEquals(Site.PRODUCTION, row("f").server());
    }

    @Test
    void adoptsAFileThatIsInPlaceWithTheRightContent() throws Exception {
        site.publish("dir/f", "same");
        Files.createDirectories(site.replica.resolve("dir"));
        Files.writeString(site.replica.resolve("dir/f"), "same");
        assertEquals(ExitCode.OK, site.pass());
        site.assertReplicated();
        assertEquals(0, site.openings(Site.PRODUCTION));
        assertEquals(1, site.count(Counter.FILES_ALREADY_HERE));
        assertEquals("", row("dir/f").server());
    }

    @Test
    void replacesAFileThatIsInPlaceWithOtherContent() throws Exception {
        site.publish("f", "right");
        Files.createDirectories(site.replica);
        Files.writeString(site.replica.resolve("f"), "wrong");
        assertEquals(ExitCode.OK, site.pass());
        site.assertReplicated();
    }

    @Test
    void pullsNothingAfterTheCatalogWasMadeAnew() throws Exception {
        site.publish("a", "one");
        site.publish("b", "two");
        site.pass();
        site.loseCatalog();
        site.publish("b", "two");
        site.publish("a", "one");
        site.publish("c", "three");
        assertEquals(ExitCode.OK, site.pass());
        site.assertReplicated();
        assertEquals(3, site.count(Counter.FILES_COPIED, Site.PRODUCTION));
        assertEquals(0, site.count(Counter.FILES_COPIED_TWICE));
    }

    @Test
    void leavesDeletedFilesWhereTheyAre() throws Exception {
        site.publish("f", "stays");
        site.pass();
        site.delete("f");
        assertEquals(ExitCode.OK, site.pass());
        assertEquals("stays", site.content("f"));
        assertEquals(1, site.filesRecorded());
    }

    @Test
    void forgetsAParkedFileThatWasDeleted() throws Exception {
        site.announce("f", "never there");
        assertEquals(ExitCode.SOME_FILES, site.pass());
        assertEquals(1, site.filesParked());
        site.delete("f");
        assertEquals(ExitCode.OK, site.pass());
        assertEquals(0, site.filesParked());
    }

    @Test
    void rejectsNamesThatMustNotBeWritten() throws Exception {
        byte[] content = "x".getBytes(StandardCharsets.UTF_8);
        List<FilePath> names = List.of(
                FilePath.of("../outside"),
                FilePath.of("a/../../outside"),
                FilePath.of("/etc/outside"),
                FilePath.of(".pullover/tmp/x"),
                FilePath.of("a//b"),
                FilePath.of("nul\0nul"),
                FilePath.ofBytes(new byte[] {'a', (byte) 0xFF}),
                FilePath.of("x".repeat(256)));
        for (FilePath name : names) {
            site.apply(CatalogLine.put(site.nextSeq(), 1, 1, 0644, Sha256.hash(content), 1, name));
        }
        site.publish("good", "good");
        assertEquals(ExitCode.SOME_FILES, site.pass());
        site.publish("good", "good");
        assertEquals(names.size(), site.count(Counter.FILES_REJECTED));
        assertEquals(names.size(), site.filesParked());
        assertEquals("good", site.content("good"));
        assertFalse(Files.exists(root.resolve("outside")));
        assertEquals(names.size(), site.summaries.get(0).rejected());
    }

    @Test
    void bringsNamesOfAllKinds() throws Exception {
        for (String name :
                List.of("two words", "Grüße", "日本語/深", "100%", "%41", "-rf", "tab\there", "new\nline", "~", "🚀")) {
            site.publish(name, name);
        }
        assertEquals(ExitCode.OK, site.pass());
        site.assertReplicated();
    }

    @Test
    void rejectsWhatIsInItsWay() throws Exception {
        site.publish("is-directory", "x");
        site.publish("is-file/below", "x");
        site.publish("is-link", "x");
        site.publish("link-to-directory/below", "x");
        site.publish("good", "good");
        Files.createDirectories(site.replica.resolve("is-directory"));
        Files.writeString(site.replica.resolve("is-file"), "x");
        Path outside = Files.createDirectory(root.resolve("outside"));
        Files.createSymbolicLink(site.replica.resolve("is-link"), outside.resolve("target"));
        Files.createSymbolicLink(site.replica.resolve("link-to-directory"), outside);
        assertEquals(ExitCode.SOME_FILES, site.pass());
        assertEquals(4, site.count(Counter.FILES_REJECTED));
        assertEquals("good", site.content("good"));
        assertTrue(Files.isSymbolicLink(site.replica.resolve("is-link")));
        assertEquals(0, outside.toFile().list().length);
        assertEquals("in its place is a directory", parked("is-directory").reason());
        assertEquals(
                "'is-file' is a file, not a directory", parked("is-file/below").reason());
        assertEquals("in its place is a symbolic link", parked("is-link").reason());
        assertEquals(
                "'link-to-directory' is a symbolic link, not a directory",
                parked("link-to-directory/below").reason());
    }

    @Test
    void doesNotHangOnAPipeInItsWay() throws Exception {
        Files.createDirectories(site.replica);
        new ProcessBuilder(
                        "mkfifo",
                        site.replica.resolve("pipe").toString(),
                        site.replica.resolve("way").toString())
                .start()
                .waitFor();
        site.publish("pipe", "x");
        site.publish("way/below", "x");
        assertEquals(ExitCode.SOME_FILES, site.pass());
        assertEquals("in its place is a device, pipe or socket", parked("pipe").reason());
        assertEquals(
                "'way' is a device, pipe or socket, not a directory",
                parked("way/below").reason());
    }

    @Test
    void doesNothingBeforeThereIsACatalog() throws Exception {
        site.loseCatalog();
        try (Site empty = new Site(Files.createDirectory(root.resolve("other")))) {
            Files.delete(root.resolve("other/state/catalog.db"));
            assertEquals(ExitCode.OK, empty.pass());
        }
    }

    @Test
    void refusesAReplicaDirectoryWithoutParent() {
        try (Site wrong = new Site(root.resolve("w"), root.resolve("not/there"))) {
            PulloverException failure = assertThrows(PulloverException.class, wrong::open);
            assertEquals(ExitCode.USAGE, failure.exitCode());
            assertEquals(
                    "the replica directory " + root.resolve("not/there") + " cannot be used: " + root.resolve("not")
                            + " is not there; make it, or change [replica] directory",
                    failure.getMessage());
        }
    }

    @Test
    void refusesToFillAMountPointWithoutItsFileSystem() throws Exception {
        site.publish("f", "x");
        site.pass();
        Files.move(site.replica, root.resolve("unmounted"));
        Files.createDirectory(site.replica);
        PulloverException failure = assertThrows(PulloverException.class, site::open);
        assertEquals(ExitCode.USAGE, failure.exitCode());
        assertTrue(failure.getMessage().contains("is its file system mounted?"), failure.getMessage());
    }

    @Test
    void syncsNothingWhereThatIsNotWanted() throws Exception {
        try (Site fast = new Site(root.resolve("fast")).copy("durability = \"os\"")) {
            fast.publish("a/b", "x");
            List<Steps.Step> steps = Collections.synchronizedList(new ArrayList<>());
            try (var agent = fast.open(steps::add)) {
                assertEquals(ExitCode.OK, agent.pass());
            }
            fast.assertReplicated();
            assertFalse(steps.contains(Steps.Step.SYNC_FILE) || steps.contains(Steps.Step.SYNC_DIRECTORY));
        }
    }

    private String permissions(String path) throws IOException {
        return PosixFilePermissions.toString(
                Files.getPosixFilePermissions(site.replica.resolve(path), LinkOption.NOFOLLOW_LINKS));
    }

    private long mtime(String path) throws IOException {
        FileTime time = Files.getLastModifiedTime(site.replica.resolve(path));
        return time.to(TimeUnit.NANOSECONDS);
    }

    private ReplicaEntry row(String path) {
        return site.replicaDb(view -> view.find(FilePath.of(path))).orElseThrow();
    }

    private ParkedFile parked(String path) {
        return site.replicaDb(view -> view.findParked(FilePath.of(path))).orElseThrow();
    }
}
