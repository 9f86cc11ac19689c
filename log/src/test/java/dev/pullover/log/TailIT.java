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
import dev.pullover.testkit.JavaProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log module as a process, and others at its files: a real {@code tail -F}, and a logrotate of a few shell words. */
class TailIT {
    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final int LINES = 6000;
    /** So few at a time that {@code tail}, which looks once a second, misses no file between two rotations. */
    private static final int STEP = 300;

    @TempDir
    Path root;

    private final List<Process> processes = new ArrayList<>();
    private MessageBus bus;
    private MessageSender<LogLine> sender;
    private Path log;

    @BeforeEach
    void start() throws IOException {
        log = root.resolve("state/pullover.log");
        Files.writeString(
                root.resolve("pullover.toml"),
                "[replica]\ndirectory = \"" + root.resolve("replica") + "\"\nstate = \"" + root.resolve("state")
                        + "\"\nreserve = \"0B\"\n[log]\nmax-size = \"64KB\"\nkeep = 1000\n");
        new StateDirectory(root.resolve("state")).prepare();
        bus = new StandardMessageBus(
                new ChronicleStorage(root.resolve("state/queues"), 0, Clock.systemUTC(), System::nanoTime),
                System::nanoTime);
        sender = bus.sender(Channel.LOG, ModuleName.COPYLIST);
        processes.add(JavaProcess.start(
                Main.class, "run", "-c", root.resolve("pullover.toml").toString()));
        Await.until(TIMEOUT, "the log file is made", () -> Files.exists(log));
    }

    @AfterEach
    void stop() throws InterruptedException {
        bus.close();
        for (Process process : processes) {
            process.destroyForcibly();
            process.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        }
    }

    @Test
    void tailSeesEveryLineAcrossRotations() throws Exception {
        Path seen = root.resolve("seen");
        processes.add(new ProcessBuilder("tail", "-n", "+1", "-s", "0.05", "-F", log.toString())
                .redirectOutput(seen.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start());
        for (int i = 0; i < LINES; i += STEP) {
            send(i, i + STEP);
            String last = " line " + (i + STEP - 1);
            Await.until(TIMEOUT, "tail sees" + last, () -> contains(seen, last));
        }
        assertEquals(numbers(0, LINES), numbersIn(Files.readAllLines(seen)));
        assertTrue(Files.exists(log.resolveSibling("pullover.log.3.gz")), "rotated");
    }

    /** Renames the file, as logrotate does, and sends HUP: the module makes a new one without waiting for a line. */
    @Test
    void afterHupTheFileIsThereAgainAndNothingIsLostOrDoubled() throws Exception {
        send(0, 100);
        Await.until(TIMEOUT, "line 99 is written", () -> contains(log, " line 99"));
        Path moved = log.resolveSibling("pullover.log-1");
        Files.move(log, moved);
        String pid = Long.toString(processes.get(0).pid());
        assertEquals(0, new ProcessBuilder("kill", "-HUP", pid).start().waitFor());
        Await.until(TIMEOUT, "the file is made anew", () -> Files.exists(log));
        send(100, 200);
        Await.until(TIMEOUT, "line 199 is written", () -> contains(log, " line 199"));
        assertEquals(numbers(0, 100), numbersIn(Files.readAllLines(moved)));
        assertEquals(numbers(100, 200), numbersIn(Files.readAllLines(log)));
    }

    private void send(int from, int to) throws InterruptedException {
        for (int i = from; i < to; i++) {
            assertTrue(sender.send(LogLine.of(
                    EpochTime.nowNs(Clock.systemUTC()), ModuleName.COPYLIST, LogLevel.INFO, 1, "line " + i)));
        }
        assertTrue(sender.flush(TIMEOUT));
    }

    private static boolean contains(Path file, String text) {
        try {
            return Files.exists(file) && Files.readString(file).contains(text + "\n");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static List<Integer> numbers(int from, int to) {
        List<Integer> numbers = new ArrayList<>();
        for (int i = from; i < to; i++) {
            numbers.add(i);
        }
        return numbers;
    }

    private static List<Integer> numbersIn(List<String> lines) {
        return lines.stream()
                .filter(line -> line.contains(" line "))
                .map(line -> Integer.parseInt(line.replaceFirst(".* line ", "")))
                .toList();
    }
}
