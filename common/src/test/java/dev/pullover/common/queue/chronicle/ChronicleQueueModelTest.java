package dev.pullover.common.queue.chronicle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.common.ModuleName;
import dev.pullover.common.message.Channel;
import dev.pullover.common.message.Wanted;
import dev.pullover.common.queue.MessageAppender;
import dev.pullover.common.queue.MessageBus;
import dev.pullover.common.queue.MessageReader;
import dev.pullover.common.queue.ReaderPosition;
import dev.pullover.common.queue.StandardMessageBus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.io.TempDir;

/**
 * A writer and a reader that start again at any moment, cycles that roll and are deleted: every message is read once, in
 * order, or counted as lost.
 */
class ChronicleQueueModelTest {
    private static final Duration CYCLE = Duration.ofMinutes(5);
    private static final int STEPS = 300;

    @TempDir
    Path root;

    private final AtomicLong nowMs =
            new AtomicLong(Instant.parse("2026-01-01T00:00:00Z").toEpochMilli());
    private MessageAppender<Wanted> appender;
    private MessageBus bus;
    private MessageReader<Wanted> reader;
    private Map<String, ReaderPosition> positions = Map.of();
    private long written;
    private long read;
    private long seen;
    private long lost;
    private long lostBefore;

    @RepeatedTest(20)
    void everyMessageIsReadOnceOrCountedAsLost(RepetitionInfo repetition) throws IOException {
        int seed = repetition.getCurrentRepetition();
        Random random = new Random(seed);
        appender = openAppender();
        openReader();
        for (int step = 0; step < STEPS; step++) {
            step(random);
        }
        append(1);
        nowMs.addAndGet(1000);
        if (reader == null) {
            openReader();
        }
        poll(Integer.MAX_VALUE);
        assertEquals(written, read, "seed " + seed);
        assertEquals(written, lost + seen, "seed " + seed);
        bus.close();
        appender.close();
    }

    private void step(Random random) throws IOException {
        switch (random.nextInt(33)) {
            case 0, 1, 2, 3, 4, 5, 6, 7 -> append(1 + random.nextInt(5));
            case 8, 9, 10, 11 -> nowMs.addAndGet(CYCLE.toMillis() * (1 + random.nextInt(3)));
            case 12, 13, 14, 15 -> restartWriter();
            case 16, 17, 18, 19 -> startOrStopReader();
            case 20, 21, 22, 23, 24, 25, 26, 27 -> poll(1 + random.nextInt(6));
            case 28, 29, 30, 31 -> pollAllAndDelete();
            default -> deleteOldestCycle();
        }
    }

    private void append(int messages) {
        for (int i = 0; i < messages; i++) {
            written++;
            assertTrue(appender.append(new Wanted(0, written, written, 1, 1)));
        }
    }

    private void pollAllAndDelete() {
        poll(1000);
        if (reader != null) {
            reader.deletePassed();
        }
    }

    private void poll(int limit) {
        if (reader == null) {
            return;
        }
        reader.poll(limit, (writer, wanted) -> {
            long number = wanted.firstChange();
            long nowLost = lostBefore + reader.lost();
            assertEquals(read + 1 + (nowLost - lost), number, "read " + read + ", lost " + (nowLost - lost));
            lost = nowLost;
            read = number;
            seen++;
        });
    }

    private void restartWriter() {
        appender.close();
        appender = openAppender();
    }

    private void startOrStopReader() {
        if (reader == null) {
            openReader();
            return;
        }
        positions = reader.positions();
        lostBefore += reader.lost();
        bus.close();
        reader = null;
    }

    private void openReader() {
        bus = new StandardMessageBus(storage(), nowMs::get);
        reader = bus.reader(Channel.WANTED, positions);
    }

    private MessageAppender<Wanted> openAppender() {
        return storage().appender(Channel.WANTED, ModuleName.SYNCHROLIST);
    }

    private ChronicleStorage storage() {
        return new ChronicleStorage(root, 0, clock(), () -> nowMs.get() * 1_000_000);
    }

    private void deleteOldestCycle() throws IOException {
        if (!Files.exists(root.resolve("wanted/synchrolist"))) {
            return;
        }
        try (Stream<Path> files = Files.list(root.resolve("wanted/synchrolist"))) {
            List<Path> cycles = files.filter(file -> file.toString().endsWith(".cq4"))
                    .sorted()
                    .toList();
            if (cycles.size() > 1) {
                Files.delete(cycles.get(0));
            }
        }
    }

    private Clock clock() {
        InstantSource source = () -> Instant.ofEpochMilli(nowMs.get());
        return source.withZone(ZoneOffset.UTC);
    }
}
