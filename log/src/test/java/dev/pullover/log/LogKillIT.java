package dev.pullover.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.common.EpochTime;
import dev.pullover.common.ModuleName;
import dev.pullover.common.message.Channel;
import dev.pullover.common.message.LogLevel;
import dev.pullover.common.message.LogLine;
import dev.pullover.common.queue.MessageBus;
import dev.pullover.common.queue.MessageSender;
import dev.pullover.common.queue.StandardMessageBus;
import dev.pullover.common.queue.chronicle.ChronicleStorage;
import dev.pullover.common.state.StateDirectory;
import dev.pullover.testkit.Await;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
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

/** The log module as a process of its own, killed again and again while four writers send. */
class LogKillIT {
    private static final List<ModuleName> WRITERS =
            List.of(ModuleName.TESTSERVER, ModuleName.SYNCHROLIST, ModuleName.COPYLIST, ModuleName.STAT);
    private static final int ROUNDS = 8;
    private static final int LINES_PER_ROUND = 1000;
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    @TempDir
    Path root;

    @Test
    void everyLineIsInBothFilesExactlyOnce() throws Exception {
        long seed = System.nanoTime();
        System.out.println("LogKillIT seed " + seed);
        Random random = new Random(seed);
        int withinABatch = 0;
        Files.writeString(
                root.resolve("pullover.toml"),
                "[replica]\ndirectory = \"" + root.resolve("replica") + "\"\nstate = \"" + root.resolve("state")
                        + "\"\nreserve = \"0B\"\n[log]\nmax-size = \"256KB\"\nkeep = 1000\n");
        new StateDirectory(root.resolve("state")).prepare();
        try (MessageBus bus = new StandardMessageBus(
                new ChronicleStorage(root.resolve("state/queues"), 0, Clock.systemUTC(), System::nanoTime),
                System::nanoTime)) {
            for (int round = 0; round < ROUNDS; round++) {
                Process module = start("run");
                try {
                    sendFromFourThreads(bus, round);
                    awaitWork();
                    LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(random.nextInt(60_000)));
                } finally {
                    kill(module);
                }
                withinABatch +=
                        Files.readString(root.resolve("state/log.positions")).contains("\"written\":false") ? 1 : 0;
            }
        }
        System.out.println("LogKillIT " + ROUNDS + " kills, " + withinABatch + " within a batch");
        Process module = start("once");
        assertTrue(module.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS));
        assertEquals(0, module.exitValue());
        for (ModuleName writer : WRITERS) {
            assertAllOnce(writer, "pullover.log", " (" + writer.word() + " \\d+)$");
            assertAllOnce(writer, "pullover.jsonl", "\"message\":\"(" + writer.word() + " \\d+)\"");
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
        List<String> sent = new ArrayList<>();
        for (int i = 0; i < ROUNDS * LINES_PER_ROUND; i++) {
            sent.add(writer.word() + " " + i);
        }
        assertEquals(sent.size(), found.size(), file);
        assertEquals(sent, found, file);
    }

    private static void sendFromFourThreads(MessageBus bus, int round) throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (ModuleName writer : WRITERS) {
            Thread thread = new Thread(() -> send(bus.sender(Channel.LOG, writer), writer, round));
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private static void send(MessageSender<LogLine> sender, ModuleName writer, int round) {
        for (int i = round * LINES_PER_ROUND; i < (round + 1) * LINES_PER_ROUND; i++) {
            sender.send(
                    LogLine.of(EpochTime.nowNs(Clock.systemUTC()), writer, LogLevel.INFO, 1, writer.word() + " " + i));
        }
    }

    /** Until the process has begun to write. */
    private void awaitWork() throws IOException {
        Path journal = root.resolve("state/log.positions");
        FileTime before = Files.exists(journal) ? Files.getLastModifiedTime(journal) : FileTime.fromMillis(0);
        Await.until(TIMEOUT, "the log module writes", () -> {
            try {
                return Files.exists(journal)
                        && !Files.getLastModifiedTime(journal).equals(before);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
    }

    private Process start(String command) throws IOException {
        List<String> all = new ArrayList<>();
        all.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.matches("--(add|enable|sun).*|-Dchronicle.*"))
                .forEach(all::add);
        all.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        all.addAll(List.of(command, "-c", root.resolve("pullover.toml").toString()));
        return new ProcessBuilder(all).inheritIO().start();
    }

    private static void kill(Process process) throws InterruptedException {
        process.destroyForcibly();
        assertTrue(process.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS));
    }
}
