package dev.pullover.common.queue.chronicle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.common.ModuleName;
import dev.pullover.common.message.Channel;
import dev.pullover.common.message.LogLevel;
import dev.pullover.common.message.LogLine;
import dev.pullover.common.queue.MessageAppender;
import dev.pullover.common.queue.MessageBus;
import dev.pullover.common.queue.MessageReader;
import dev.pullover.common.queue.StandardMessageBus;
import dev.pullover.testkit.Soak;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.commons.io.file.PathUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One damaged queue of several: what the others hold is read. */
class DamagedQueueTest {
    private static final String METADATA = "metadata.cq4t";
    private static final String CYCLE = ".cq4";
    private static final int LINES = 100;
    private static final int ROUNDS = Soak.times(6, 60);

    @TempDir
    Path root;

    private long number;

    @Test
    void theOthersAreRead() throws IOException {
        long seed = System.nanoTime();
        System.out.println("DamagedQueueTest seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            append(ModuleName.COPYLIST);
            append(ModuleName.STAT);
            damage(random, round % 2 == 0 ? METADATA : CYCLE);
            try (MessageBus bus = new StandardMessageBus(storage(), System::nanoTime);
                    MessageReader<LogLine> reader = bus.reader(Channel.LOG, Map.of())) {
                assertEquals(LINES, read(reader, "stat"));
                append(ModuleName.STAT);
                assertEquals(LINES, read(reader, "stat"));
                assertTrue(reader.positions().containsKey("stat"));
            }
            PathUtils.deleteDirectory(root.resolve("log"));
        }
    }

    @Test
    void damagedMetadataAreRefusedAtOnceByReaderAndWriter() throws IOException {
        append(ModuleName.COPYLIST);
        Path metadata = root.resolve("log/copylist").resolve(METADATA);
        byte[] bytes = Files.readAllBytes(metadata);
        Arrays.fill(bytes, 0, 4096, (byte) 'x');
        Files.write(metadata, bytes);
        String expected = "cannot use " + metadata + ": it is damaged";
        assertEquals(
                expected,
                assertThrows(UncheckedIOException.class, () -> storage().tailer(Channel.LOG, "copylist"))
                        .getMessage());
        assertEquals(
                expected,
                assertThrows(UncheckedIOException.class, () -> append(ModuleName.COPYLIST))
                        .getMessage());
    }

    /** Overwrites a file, or a part of it, with nonsense. */
    private void damage(Random random, String suffix) throws IOException {
        Path file;
        try (Stream<Path> files = Files.list(root.resolve("log/copylist"))) {
            file = files.filter(path -> path.toString().endsWith(suffix))
                    .findFirst()
                    .orElseThrow();
        }
        byte[] bytes = Files.readAllBytes(file);
        // Damage behind the start of metadata is tried for 10 s by Chronicle.
        int from = Soak.isOn() || suffix.equals(CYCLE) && random.nextBoolean() ? random.nextInt(1000) : 0;
        byte[] nonsense = new byte[1 + random.nextInt(4096)];
        random.nextBytes(nonsense);
        System.arraycopy(nonsense, 0, bytes, from, nonsense.length);
        Files.write(file, random.nextInt(4) == 0 ? Arrays.copyOf(bytes, from) : bytes);
    }

    private void append(ModuleName writer) {
        try (MessageAppender<LogLine> appender = storage().appender(Channel.LOG, writer)) {
            for (int i = 0; i < LINES; i++) {
                assertTrue(appender.append(LogLine.of(++number, writer, LogLevel.INFO, 1, "a line")));
            }
        }
    }

    private static int read(MessageReader<LogLine> reader, String of) {
        int[] lines = new int[1];
        int handled = 1;
        while (handled > 0) {
            handled = reader.poll(LINES, (writer, line) -> lines[0] += writer.equals(of) ? 1 : 0);
        }
        return lines[0];
    }

    private ChronicleStorage storage() {
        return new ChronicleStorage(root, 0, Clock.systemUTC(), System::nanoTime);
    }
}
