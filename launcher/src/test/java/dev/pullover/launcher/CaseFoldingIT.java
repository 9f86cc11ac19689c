package dev.pullover.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A replica on a file system that does not tell upper from lower case: exFAT, mounted from an image. */
class CaseFoldingIT {
    private static final Path MOUNT = Path.of("/sbin/mount.exfat-fuse");
    private static final long IMAGE_BYTES = 64 << 20;
    private static final long TIMEOUT_SECONDS = 30;

    @TempDir
    Path directory;

    @Test
    void refusesTheSecondOfTwoNamesThatAreOneThere() throws IOException, InterruptedException {
        boolean ci = Boolean.parseBoolean(System.getenv("CI"));
        boolean installed = Files.isExecutable(MOUNT) && Files.exists(Path.of("/dev/fuse"));
        assertTrue(installed || !ci, "CI must have exfat-fuse and exfatprogs installed");
        assumeTrue(installed, "SKIPPED: names on exFAT; install exfat-fuse and exfatprogs");
        assumeTrue(System.getProperty("user.name").equals("root"), "SKIPPED: names on exFAT; only root may mount");
        try (Site site = Site.in(directory)) {
            Files.writeString(site.data().resolve("Report.csv"), "one");
            site.publish();
            String device = mount(site.replica());
            try {
                assertEquals(0, site.pullover("once").exitCode());
                Files.writeString(site.data().resolve("report.CSV"), "two");
                Files.writeString(site.data().resolve("other.csv"), "three");
                site.publish();
                Site.Result once = site.pullover("once");
                assertEquals(4, once.exitCode(), once.toString());
                assertEquals("one", Files.readString(site.replica().resolve("Report.csv")));
                assertEquals("three", Files.readString(site.replica().resolve("other.csv")));
                String why = site.pullover("copylist", "why", "report.CSV").out();
                assertTrue(why.contains("upper from lower case"), why);
            } finally {
                run("umount", site.replica().toString());
                run("losetup", "-d", device);
            }
        }
    }

    private String mount(Path where) throws IOException, InterruptedException {
        Path image = directory.resolve("image");
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(IMAGE_BYTES);
        }
        run("mkfs.exfat", image.toString());
        String device = run("losetup", "-f", "--show", image.toString()).strip();
        run(MOUNT.toString(), device, where.toString());
        return device;
    }

    private static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(List.of(command))
                .redirectErrorStream(true)
                .redirectInput(new File("/dev/null"))
                .start();
        // A program that goes on in the background keeps the stream open, so it ends with the process instead.
        assertTrue(process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS), String.join(" ", command) + " does not end");
        String output = new String(
                process.getInputStream().readNBytes(process.getInputStream().available()), StandardCharsets.UTF_8);
        assertEquals(0, process.exitValue(), String.join(" ", command) + ": " + output);
        return output;
    }
}
