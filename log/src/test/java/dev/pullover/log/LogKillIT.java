package dev.pullover.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.common.ModuleName;
import dev.pullover.common.state.StateDirectory;
import dev.pullover.testkit.Await;
import dev.pullover.testkit.JavaProcess;
import dev.pullover.testkit.Soak;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
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
        assertAllOnce("pullover.log", Pattern.compile(" (\\w+) (\\d+)$"));
        assertAllOnce("pullover.jsonl", Pattern.compile("\"message\":\"(\\w+) (\\d+)\""));
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

    /** Line by line: all of them together would not fit into memory. */
    private void assertAllOnce(String file, Pattern pattern) throws IOException {
        Map<String, Integer> next = new TreeMap<>();
        WRITERS.forEach(writer -> next.put(writer.word(), 0));
        for (Path part : LogFixture.parts(root.resolve("state").resolve(file))) {
            try (BufferedReader lines = LogFixture.reader(part)) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    Matcher matcher = pattern.matcher(line);
                    if (matcher.find() && next.containsKey(matcher.group(1))) {
                        int number = next.merge(matcher.group(1), 1, Integer::sum) - 1;
                        assertEquals(number, Integer.parseInt(matcher.group(2)), () -> part + ": " + matcher.group());
                    }
                }
            }
        }
        System.out.println("LogKillIT " + file + " has " + next);
        next.forEach((writer, lines) -> assertEquals(LINES, lines, file + ": " + writer));
    }

    private Process start(String command) throws IOException {
        return JavaProcess.start(
                Main.class, command, "-c", root.resolve("pullover.toml").toString());
    }
}
