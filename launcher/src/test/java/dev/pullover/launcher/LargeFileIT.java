package dev.pullover.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pullover.common.ModuleName;
import dev.pullover.common.state.StateDirectory;
import dev.pullover.testkit.Await;
import dev.pullover.testkit.ProcessFigures;
import dev.pullover.testkit.Soak;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A file of 20 GiB through publisher, sshd and the running modules, in soaks only: it needs 41 GiB of disk and some minutes.
 * Memory must not depend on the size, so what the processes need for a small file is the measure.
 */
class LargeFileIT {
    private static final long MIB = 1 << 20;
    private static final long SMALL_BYTES = 64 * MIB;
    private static final long LARGE_BYTES = 20 * 1024 * MIB;
    /** More than that, compared with the small file, and memory grows with the file. */
    private static final long MAX_GROWTH_BYTES = 64 * MIB;
    /** Above the limit of the heap that the script gives the largest of them (256 MB), with code and mapped files. */
    private static final long MAX_PEAK_BYTES = 400 * MIB;

    private static final Duration PATIENCE = Duration.ofMinutes(60);
    private static final int MARKS = 1000;
    private static final int MARK_BYTES = 5000;

    @TempDir
    Path directory;

    @AutoClose
    private Site site;

    @BeforeEach
    void build() throws IOException {
        assumeTrue(Soak.isOn(), "SKIPPED: a file of 20 GiB is for soaks only");
        assumeTrue(
                directory.toFile().getUsableSpace() > 2 * LARGE_BYTES + 2048 * MIB,
                "SKIPPED: no room for a file of 20 GiB in outbox and replica, in " + directory);
        site = Site.in(directory);
    }

    @Test
    void memoryDoesNotDependOnTheSizeOfAFile() throws IOException, InterruptedException {
        assertEquals(0, site.pullover("start").exitCode());
        try {
            Map<String, Long> small = bring("small", SMALL_BYTES);
            Map<String, Long> large = bring("large", LARGE_BYTES);
            large.forEach((process, peak) -> {
                assertTrue(peak < MAX_PEAK_BYTES, process + ": " + mib(large));
                assertTrue(
                        peak < small.get(process) + MAX_GROWTH_BYTES,
                        process + ": " + mib(small) + ", then " + mib(large));
            });
            assertEquals(0, end(site.begin("copylist", "verify")), "verify finds what is not as published");
        } finally {
            site.pullover("stop");
        }
    }

    /** Publishes a file and waits for it; returns the peak memory of each process up to now. */
    private Map<String, Long> bring(String name, long bytes) throws IOException, InterruptedException {
        Path source = sparse(name, bytes);
        long begun = System.nanoTime();
        Process publisher = site.begin("publishlist", "once");
        long[] peak = {0};
        Await.until(PATIENCE, name + " to be published", () -> {
            peak[0] = Math.max(peak[0], ProcessFigures.peakResidentBytes(publisher.pid()));
            return !publisher.isAlive();
        });
        assertEquals(0, publisher.exitValue());
        long published = System.nanoTime();
        Path replica = site.replica().resolve(name);
        Await.until(PATIENCE, name + " to arrive", () -> Files.exists(replica));
        long arrived = System.nanoTime();
        // By a program that has no part in this.
        assertEquals(
                0,
                end(new ProcessBuilder("cmp", source.toString(), replica.toString())
                        .inheritIO()
                        .start()));
        Map<String, Long> peaks = new TreeMap<>(Map.of("publishlist", peak[0]));
        for (ModuleName module : ModuleName.REPLICA_MODULES) {
            long pid = ModuleStatus.of(new StateDirectory(site.state()), module).pid();
            peaks.put(module.word(), ProcessFigures.peakResidentBytes(pid));
        }
        System.out.printf(
                "LargeFileIT: %d MiB: published in %.1f s (%.0f MB/s), arrived in %.1f s (%.0f MB/s); peak MiB %s%n",
                bytes / MIB,
                (published - begun) / 1e9,
                bytes * 1e3 / (published - begun),
                (arrived - published) / 1e9,
                bytes * 1e3 / (arrived - published),
                mib(peaks));
        return peaks;
    }

    /** Holes, with something to tell apart here and there, and at the very end. */
    private Path sparse(String name, long bytes) throws IOException {
        Path file = site.data().resolve(name);
        Path whole = directory.resolve(name);
        Random random = new Random(bytes);
        byte[] mark = new byte[MARK_BYTES];
        try (RandomAccessFile out = new RandomAccessFile(whole.toFile(), "rw")) {
            out.setLength(bytes);
            for (int i = 0; i <= MARKS; i++) {
                random.nextBytes(mark);
                out.seek(i * ((bytes - MARK_BYTES) / MARKS));
                out.write(mark);
            }
        }
        return Files.move(whole, file);
    }

    private static int end(Process process) {
        Await.until(PATIENCE, "a command to end", () -> !process.isAlive());
        return process.exitValue();
    }

    private static Map<String, Long> mib(Map<String, Long> bytes) {
        Map<String, Long> mib = new TreeMap<>();
        bytes.forEach((process, peak) -> mib.put(process, peak / MIB));
        return mib;
    }
}
