package dev.pullover.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.testkit.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code pullover once} against plain OpenSSH servers with trees that others made: no publishlist anywhere. */
class OnceScanIT {
    private static final Path REAL_TREE = Path.of("/usr/share/doc");
    private static final int REAL_FILES = 1000;

    @TempDir
    Path directory;

    @AutoClose
    private Site site;

    @BeforeEach
    void build() throws IOException {
        site = Site.in(directory);
    }

    @Test
    void bringsATreeThenNothingThenJustWhatChangedThenGoesOnFromTheBackup() throws IOException, InterruptedException {
        int files = site.copyRealTree(REAL_TREE, REAL_FILES);
        FileUtils.copyDirectory(site.data().toFile(), site.outbox().toFile());
        Files.writeString(site.outbox().resolve("young é %\t.csv"), "written just now");
        Files.createSymbolicLink(site.outbox().resolve("link"), Path.of("young"));

        Site.Result first = site.pullover("once");
        assertEquals(0, first.exitCode(), first.toString());
        assertReplicated();
        assertEquals(files + 1, site.counter("files_copied"));

        Site.Result second = site.pullover("once");
        assertEquals(0, second.exitCode(), second.toString());
        assertEquals(files + 1, site.counter("files_copied"), "nothing was new");

        Files.writeString(site.outbox().resolve("added"), "added");
        Files.writeString(site.outbox().resolve("young é %\t.csv"), "written again");
        // In place: no directory's date tells, so the next full scan must be due.
        site.configure("[synchro]\nfull-scan = \"1s\"");
        Site.Result third = site.pullover("once");
        assertEquals(0, third.exitCode(), third.toString());
        assertReplicated();
        assertEquals(files + 3, site.counter("files_copied"));
        assertTrue(site.pullover("synchrolist", "list", "--refused").out().contains("symbolic link, not followed"));

        replicateWithOtherDates();
        site.production().stop();
        Site.Result fourth = site.pullover("once");
        assertEquals(0, fourth.exitCode(), fourth.toString());
        assertReplicated();
        assertEquals(files + 3, site.counter("files_copied"), "another date alone is the same file");
        assertTrue(site.counter("files_already_here") >= files, "each was read once and compared");
        assertEquals(0, site.counter("files_copied_twice"));

        Site.Result fifth = site.pullover("once");
        assertEquals(0, fifth.exitCode(), fifth.toString());
        long compared = site.counter("files_already_here");
        site.pullover("once");
        assertEquals(compared, site.counter("files_already_here"), "and then remembered");
    }

    /** As the owners' replication does that keeps no dates. */
    private void replicateWithOtherDates() throws IOException {
        Path backup = directory.resolve("backup");
        FileUtils.copyDirectory(site.outbox().toFile(), backup.toFile(), file -> !Files.isSymbolicLink(file.toPath()));
        FileTime date = FileTime.from(Instant.now().plusSeconds(60));
        try (Stream<Path> all = Files.walk(backup)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                Files.setLastModifiedTime(file, date);
            }
        }
    }

    private void assertReplicated() throws IOException {
        Files.delete(site.outbox().resolve("link"));
        List<Trees.Difference> differences = Trees.compare(site.outbox(), site.replica()).stream()
                .filter(difference -> !difference.path().startsWith(".pullover"))
                .toList();
        assertEquals(List.of(), differences);
        Files.createSymbolicLink(site.outbox().resolve("link"), Path.of("young"));
    }
}
