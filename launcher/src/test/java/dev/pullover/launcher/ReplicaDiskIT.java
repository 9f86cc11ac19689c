package dev.pullover.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.pullover.testkit.SmallDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A replica on a file system of its own, too small or read-only: needs root, for the mount. */
class ReplicaDiskIT {
    private static final int FILES = 12;
    private static final int FILE_BYTES = 1 << 20;

    @TempDir
    Path directory;

    private Site site;
    private SmallDisk disk;

    @BeforeEach
    void build() throws IOException, InterruptedException {
        site = Site.in(directory);
        disk = SmallDisk.mount(site.replica(), 10 << 20)
                .orElseGet(() -> abort("SKIPPED: a full disk is tried on a tmpfs, which only root can mount"));
    }

    @AfterEach
    void tearDown() throws IOException, InterruptedException {
        if (site != null) {
            site.close();
        }
        if (disk != null) {
            disk.close();
        }
    }

    @Test
    void stopsBeforeTheReserveSaysSoAndGoesOnWhenThereIsSpace() throws IOException, InterruptedException {
        for (int i = 0; i < FILES; i++) {
            Files.write(site.data().resolve("file-" + i), new byte[FILE_BYTES]);
        }
        site.publish();
        Site.Result full = site.pullover("once");
        assertEquals(4, full.exitCode(), full.toString());
        assertTrue(full.err().contains("reserve") || full.err().contains("space"), full.toString());
        assertTrue(Files.getFileStore(site.replica()).getUsableSpace() >= 1_000_000, "the reserve was touched");
        long arrived = site.counter("files_copied");
        assertTrue(arrived > 0 && arrived < FILES, arrived + " files fit");

        disk.resize(40 << 20);
        Site.Result again = site.pullover("once");
        assertEquals(0, again.exitCode(), again.toString());
        assertEquals(List.of(), site.differences());
        assertEquals(FILES, site.counter("files_copied"));
        assertEquals(0, site.counter("files_copied_twice"));
    }

    @Test
    void replicaThatCannotBeWrittenIsRefused() throws IOException, InterruptedException {
        Files.writeString(site.data().resolve("a"), "a");
        site.publish();
        disk.writable(false);
        Site.Result result = site.pullover("once");
        assertEquals(2, result.exitCode(), result.toString());
        assertTrue(result.err().contains(site.replica().toString()), result.toString());
        assertEquals(0, site.replica().toFile().list().length);

        disk.writable(true);
        assertEquals(0, site.pullover("once").exitCode());
        assertEquals(List.of(), site.differences());
    }
}
