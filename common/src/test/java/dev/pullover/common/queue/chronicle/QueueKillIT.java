package dev.pullover.common.queue.chronicle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.common.message.Channel;
import dev.pullover.common.message.LogLine;
import dev.pullover.common.queue.MessageTailer;
import dev.pullover.testkit.JavaProcess;
import dev.pullover.testkit.Soak;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.apache.commons.io.file.PathUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A writer that is killed while it makes its queue, or soon after, again and again. */
class QueueKillIT {
    private static final int ROUNDS = Soak.times(3, 200);
    /** Of a process that makes the queue, from its first word to some hundred lines. */
    private static final int MAX_LIFE_NS = 1_500_000_000;
    /** Number of the first line of the process that goes on with the queue. */
    private static final long AGAIN = 1_000_000_000;

    @TempDir
    Path root;

    @Test
    void everyLineThatWasAppendedIsReadWhateverWasLeftBehind() throws IOException, InterruptedException {
        long seed = System.nanoTime();
        System.out.println("QueueKillIT seed " + seed);
        Random random = new Random(seed);
        int empty = 0;
        for (int round = 0; round < ROUNDS; round++) {
            Path queues = Files.createDirectory(root.resolve(Integer.toString(round)));
            long first = killed(queues, 1, told -> LockSupport.parkNanos(random.nextInt(MAX_LIFE_NS)));
            empty += first == 0 ? 1 : 0;
            assertAllRead(first, queues, round);
            long second = killed(queues, AGAIN, told -> assertEquals(Long.toString(AGAIN), told.readLine()));
            assertAllRead(second, queues, round);
            PathUtils.deleteDirectory(queues);
        }
        System.out.println("QueueKillIT: " + ROUNDS + " kills, " + empty + " before the first line");
    }

    /** Has a process write, which is killed after {@code life}; returns the last number it has told besides, or 0. */
    private static long killed(Path queues, long from, Life life) throws IOException, InterruptedException {
        Process writer = JavaProcess.of(QueueWriter.class, queues.toString(), Long.toString(from))
                .start();
        try (BufferedReader told = writer.inputReader()) {
            assertEquals("begins", told.readLine());
            life.live(told);
            // Not the process itself: that would close the stream.
            writer.toHandle().destroyForcibly();
            long last = 0;
            for (String line = told.readLine(); line != null; line = told.readLine()) {
                last = line.matches("\\d+") ? Long.parseLong(line) : last;
            }
            return last;
        } finally {
            writer.destroyForcibly();
            writer.waitFor();
        }
    }

    private static void assertAllRead(long told, Path queues, int round) {
        long read = last(queues);
        assertTrue(read >= told, "round " + round + ": " + told + " was appended, " + read + " is the last to be read");
    }

    private static long last(Path queues) {
        ChronicleStorage storage = new ChronicleStorage(queues, 0, Clock.systemUTC(), System::nanoTime);
        long last = 0;
        for (String writer : storage.writers(Channel.LOG)) {
            try (MessageTailer<LogLine> tailer = storage.tailer(Channel.LOG, writer)) {
                for (var entry = tailer.next(); entry != null; entry = tailer.next()) {
                    last = entry.message() == null ? last : entry.message().timeNs();
                }
            }
        }
        return last;
    }

    /** How long a process lives. */
    @FunctionalInterface
    private interface Life {
        void live(BufferedReader told) throws IOException;
    }
}
