package dev.pullover.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The backup publishes, and production again, by the commands that {@code docs/operations.md} names. Takes some 20 s. */
class TakeoverIT {
    @TempDir
    Path directory;

    private Site site;
    private Path backup;

    @BeforeEach
    void publishOnProduction() throws IOException, InterruptedException {
        site = Site.in(directory);
        backup = Files.writeString(directory.resolve("backup.toml"), """
                [publish]
                sources = ["**"]
                base = "data"
                outbox = "backup"
                state = "publisher-of-backup"
                deletions = false
                """);
        for (int i = 0; i < 5; i++) {
            change("file-" + i);
        }
        site.publish();
        assertPulls(5);
    }

    @AfterEach
    void tearDown() {
        site.close();
    }

    @Test
    void replicasFollowThereAndBack() throws IOException, InterruptedException {
        succeeds(site.with(backup, "publishlist", "takeover"));
        change("on-backup");
        succeeds(site.with(backup, "publishlist", "once"));
        assertPulls(1);

        mirror("backup", "production");
        succeeds(site.pullover("publishlist", "takeover"));
        change("on-production-again");
        succeeds(site.pullover("publishlist", "once"));
        assertPulls(1);
        assertReplicated(7);
    }

    /** Replicas keep to the newer catalog, though no server has it any more. */
    @Test
    void aTakeoverThatWasThrownAwayIsMendedAsThePageSays() throws IOException, InterruptedException {
        succeeds(site.with(backup, "publishlist", "takeover"));
        succeeds(site.pullover("once"));
        change("on-production");
        succeeds(site.pullover("publishlist", "once"));
        mirror("production", "backup");
        assertPulls(0);

        FileUtils.deleteDirectory(directory.resolve("publisher").toFile());
        succeeds(site.pullover("publishlist", "takeover"));
        change("after-that");
        succeeds(site.pullover("publishlist", "once"));
        assertTrue(assertPulls(0).err().contains("production ALARM: forked catalog"));
        succeeds(site.pullover("synchrolist", "accept", "production"));
        succeeds(site.pullover("testserver", "ready", "production"));
        assertPulls(2);
        assertReplicated(7);
    }

    private void change(String name) throws IOException {
        Files.writeString(site.data().resolve(name), "content of " + name);
    }

    /** What owners do with rsync: one outbox becomes as the other one is. */
    private void mirror(String from, String to) throws IOException {
        FileUtils.deleteDirectory(directory.resolve(to).toFile());
        FileUtils.copyDirectory(
                directory.resolve(from).toFile(), directory.resolve(to).toFile());
    }

    private Site.Result assertPulls(int files) throws IOException, InterruptedException {
        Site.Result once = succeeds(site.pullover("once"));
        String expected = files == 0 ? "once: nothing to copy" : "once: " + files + " file";
        assertTrue(once.out().startsWith(expected), once.toString());
        return once;
    }

    private void assertReplicated(long files) throws IOException, InterruptedException {
        assertEquals(List.of(), site.differences());
        assertEquals(files, site.counter("files_copied"));
        assertEquals(0, site.counter("files_copied_twice"));
    }

    private static Site.Result succeeds(Site.Result result) {
        assertEquals(0, result.exitCode(), result.toString());
        return result;
    }
}
