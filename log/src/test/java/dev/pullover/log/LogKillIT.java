package dev.pullover.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.common.ModuleName;
import dev.pullover.common.state.StateDirectory;
import dev.pullover.testkit.Await;
import dev.pullover.testkit.Soak;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log module as a process of its own, killed again and again while four other processes send. */
class LogKillIT {
    private static final List<ModuleName> WRITERS =
            List.of(ModuleName.TESTSERVER, ModuleName.SYNCHROLIST, ModuleName.COPYLIST, ModuleName.STAT);
    private static final int LINES = Soak.times(15_000, 250_000);
    private static final int MIN_KILLS = Soak.times(5, 20);
    private static final int MAX_KILLS = 1000;
    private static final Duration TIMEOUT = Duration.ofMinutes(5);

    @TempDir
    Path root;

    @Test
    void everyLineOfFourProcessesIsInBothFilesExactlyOnce() throws Exception {
        long seed = System.nanoTime();
        System.out.println("LogKillIT seed " + seed);
        Random random = new Random(seed);
        Files.writeString(
                root.resolve("pullover.toml"),
                "[replica]\ndirectory = \"" + root.resolve("replica") + "\"\nstate = \"" + root.resolve("state")
                        + "\"\nreserve = \"0B\"\n[log]\nmax-size = \"2MB\"\nkeep = 1000\n");
        new StateDirectory(root.resolve("state")).prepare();
        List<Process> writers = new ArrayList<>();
        int kills = 0;
        int withinABatch = 0;
        try {
            for (ModuleName writer : WRITERS) {
                String queues = root.resolve("state/queues").toString();
                writers.add(JavaProcess.start(LogWriter.class, queues, writer.word(), Integer.toString(LINES)));
            }
            while (kills < MIN_KILLS || writers.stream().anyMatch(Process::isAlive)) {
                withinABatch += killOneAtWork(random) ? 1 : 0;
                kills++;
                assertTrue(kills < MAX_KILLS, "writers do not end");
            }
        } finally {
            writers.forEach(Process::destroyForcibly);
        }
        for (Process writer : writers) {
            assertTrue(writer.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS));
            assertEquals(0, writer.exitValue());
        }
        finish();
        System.out.printf(
                "LogKillIT %d processes x %d lines, %d kills, %d within a batch%n",
                WRITERS.size(), LINES, kills, withinABatch);
        for (ModuleName writer : WRITERS) {
            assertAllOnce(writer, "pullover.log", " (" + writer.word() + " \\d+)$");
            assertAllOnce(writer, "pullover.jsonl", "\"message\":\"(" + writer.word() + " \\d+)\"");
        }
    }

    /** Starts the module and kills it some time after it has begun to write; returns whether that was within a batch. */
    private boolean killOneAtWork(Random random) throws Exception {
        Path journal = root.resolve("state/log.positions");
        FileTime before = Files.exists(journal) ? Files.getLastModifiedTime(journal) : FileTime.fromMillis(0);
        Process module = start("run");
        try {
            Await.until(TIMEOUT, "the log module writes", () -> isNewer(journal, before));
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(500)));
        } finally {
            module.destroyForcibly();
            assertTrue(module.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS));
        }
        return Files.readString(journal).contains("\"written\":false");
    }

    private void finish() throws Exception {
        Process module = start("once");
        assertTrue(module.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS));
        assertEquals(0, module.exitValue());
    }

    private static boolean isNewer(Path journal, FileTime before) {
        try {
            return Files.exists(journal) && !Files.getLastModifiedTime(journal).equals(before);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void assertAllOnce(ModuleName writer, String file, String pattern) throws IOException {
        Pattern regex = Pattern.compile(pattern);
        List<String> found = new ArrayList<>();
        for (String line : LogFixture.all(root.resolve("state").resolve(file))) {
            Matcher matcher = regex.matcher(line);
            if (matcher.find()) {
                found.add(matcher.group(1));
            }
        }
        System.out.println("LogKillIT " + file + ": " + found.size() + " lines of " + writer.word());
        for (int i = 0; i < Math.min(LINES, found.size()); i++) {
            assertEquals(writer.word() + " " + i, found.get(i), file);
        }
        assertEquals(LINES, found.size(), file);
    }

    private Process start(String command) throws IOException {
        return JavaProcess.start(
                Main.class, command, "-c", root.resolve("pullover.toml").toString());
    }
}
