package dev.pullover.common.queue.chronicle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.common.ModuleName;
import dev.pullover.common.message.Channel;
import dev.pullover.common.message.LogLevel;
import dev.pullover.common.message.LogLine;
import dev.pullover.common.message.Wanted;
import dev.pullover.common.queue.KeptQueueStorageContractTest;
import dev.pullover.common.queue.MessageAppender;
import dev.pullover.common.queue.MessageTailer;
import dev.pullover.common.queue.QueueStorage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import net.openhft.chronicle.wire.Wires;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChronicleStorageTest extends KeptQueueStorageContractTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration CYCLE = Duration.ofMinutes(5);

    private final AtomicLong nowMs = new AtomicLong(START.toEpochMilli());

    @Override
    protected QueueStorage storage(String boot) {
        return new ChronicleStorage(root, 0, clock(), nowMs::get, boot);
    }

    @Test
    void whatIsWrittenAfterAPowerCutIsReadThoughItTookAWholeCycle() throws IOException {
        long index;
        try (MessageAppender<Wanted> appender = storage().appender(Channel.WANTED, ModuleName.SYNCHROLIST)) {
            appendInCycles(appender, 3);
            try (MessageTailer<Wanted> tailer = reopened().tailer(Channel.WANTED, "synchrolist")) {
                assertEquals(numbers(1, 30), drain(tailer));
                index = tailer.index();
            }
        }
        Files.delete(cycles().get(2));
        QueueStorage second = storage("second");
        try (MessageAppender<Wanted> appender = second.appender(Channel.WANTED, ModuleName.SYNCHROLIST)) {
            appendAll(appender, 31, 35);
        }
        assertEquals(numbers(31, 35), read(second, index));
        assertEquals(25, read(second, 0).size());
    }

    @Test
    void readerDeletesTheCyclesThatItHasPassed() throws IOException {
        try (MessageAppender<Wanted> appender = storage().appender(Channel.WANTED, ModuleName.SYNCHROLIST)) {
            appendInCycles(appender, 4);
            try (MessageTailer<Wanted> tailer = reopened().tailer(Channel.WANTED, "synchrolist")) {
                assertEquals(4, cycles().size());
                assertEquals(numbers(1, 40), drain(tailer));
                tailer.deleteBefore(tailer.index());
                assertEquals(1, cycles().size());
                nowMs.addAndGet(CYCLE.toMillis());
                appendAll(appender, 41, 50);
                assertEquals(numbers(41, 50), drain(tailer));
            }
        }
        assertEquals(numbers(31, 50), read(reopened(), 0));
    }

    @Test
    void readerThatWasAwayGoesOnWithTheOldestThatIsLeft() throws IOException {
        long index;
        try (MessageAppender<Wanted> appender = storage().appender(Channel.WANTED, ModuleName.SYNCHROLIST)) {
            appendAll(appender, 1, 5);
            try (MessageTailer<Wanted> tailer = reopened().tailer(Channel.WANTED, "synchrolist")) {
                drain(tailer);
                index = tailer.index();
            }
            nowMs.addAndGet(CYCLE.toMillis());
            appendAll(appender, 6, 10);
            nowMs.addAndGet(CYCLE.toMillis());
            appendAll(appender, 11, 15);
        }
        Files.delete(cycles().get(0));
        Files.delete(cycles().get(0));
        assertEquals(numbers(11, 15), read(reopened(), index));
    }

    @Test
    void overBudgetTheOldestCyclesGo() throws IOException {
        Channel<LogLine> small = new Channel<>("log", Channel.LOG.codec(), 16, 4 << 20);
        LogLine line = LogLine.of(1, ModuleName.CLI, LogLevel.INFO, 1, "x".repeat(128));
        try (MessageAppender<LogLine> appender = storage().appender(small, ModuleName.COPYLIST)) {
            for (int cycle = 0; cycle < 8; cycle++) {
                for (int i = 0; i < 5000; i++) {
                    assertTrue(appender.append(line));
                }
                nowMs.addAndGet(CYCLE.toMillis());
            }
        }
        long bytes = 0;
        for (Path file : cycles()) {
            bytes += Files.size(file);
        }
        assertTrue(bytes <= (6 << 20), "budget of 4 MiB and the block under way, but " + bytes);
    }

    /** Five times the budget before the clock ends a cycle: the oldest go, nothing new is refused, and the reader counts. */
    @Test
    void cyclesThatBecomeLargeEndEarly() throws IOException {
        Channel<LogLine> small = new Channel<>("log", Channel.LOG.codec(), 16, 8 << 20);
        int sent = 0;
        int seen = 0;
        long last = 0;
        for (int start = 0; start < 3; start++) {
            try (MessageAppender<LogLine> appender = storage().appender(small, ModuleName.COPYLIST)) {
                for (int i = 0; i < 80_000; i++) {
                    sent++;
                    assertTrue(appender.append(LogLine.of(sent, ModuleName.CLI, LogLevel.INFO, 1, "x".repeat(128))));
                }
            }
        }
        try (MessageTailer<LogLine> tailer = reopened().tailer(small, "copylist")) {
            for (var entry = tailer.next(); entry != null; entry = tailer.next()) {
                assertTrue(entry.sequence() > last);
                last = entry.sequence();
                seen++;
            }
            assertEquals(sent, last);
            assertTrue(seen > 20_000 && seen < 100_000, seen + " of " + sent);
            long index = tailer.index();
            try (MessageAppender<LogLine> appender = storage().appender(small, ModuleName.COPYLIST)) {
                appender.append(LogLine.of(0, ModuleName.CLI, LogLevel.INFO, 1, "one more"));
            }
            assertEquals(sent + 1, tailer.next().sequence());
            try (MessageTailer<LogLine> again = reopened().tailer(small, "copylist")) {
                again.moveTo(index);
                assertEquals(sent + 1, again.next().sequence());
            }
        }
        long bytes = 0;
        for (Path file : cycles()) {
            bytes += Files.size(file);
        }
        assertTrue(bytes <= (10 << 20), "budget of 8 MiB and the block under way, but " + bytes);
    }

    @Test
    void readerIsNotDisturbedByCyclesThatEndEarly() {
        Channel<LogLine> small = new Channel<>("log", Channel.LOG.codec(), 16, 8 << 20);
        long seen = 0;
        try (MessageAppender<LogLine> appender = storage().appender(small, ModuleName.COPYLIST)) {
            appender.append(LogLine.of(0, ModuleName.CLI, LogLevel.INFO, 1, "first"));
            try (MessageTailer<LogLine> tailer = reopened().tailer(small, "copylist")) {
                for (int sent = 1; sent < 100_000; sent++) {
                    appender.append(LogLine.of(sent, ModuleName.CLI, LogLevel.INFO, 1, "x".repeat(128)));
                    if (sent % 100 == 0) {
                        for (var entry = tailer.next(); entry != null; entry = tailer.next()) {
                            assertEquals(++seen, entry.sequence());
                        }
                        tailer.deleteBefore(tailer.index());
                    }
                }
            }
        }
        assertEquals(99_901, seen);
    }

    /** A process that is killed while it makes a queue leaves the first header of a file begun. */
    @Test
    void metadataThatWereOnlyBegunAreMadeAnewByReadersAndWriters() throws IOException {
        try (MessageAppender<Wanted> appender = storage().appender(Channel.WANTED, ModuleName.SYNCHROLIST)) {
            appendInCycles(appender, 2);
        }
        Path metadata = cycles().get(0).resolveSibling("metadata.cq4t");
        overwriteStart(metadata, Wires.NOT_COMPLETE, Files.size(metadata));
        assertEquals(numbers(1, 20), read(reopened(), 0));
        overwriteStart(metadata, Wires.NOT_COMPLETE, Files.size(metadata));
        try (MessageAppender<Wanted> appender = reopened().appender(Channel.WANTED, ModuleName.SYNCHROLIST)) {
            appendAll(appender, 21, 25);
        }
        assertEquals(numbers(1, 25), read(reopened(), 0));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, Wires.NOT_COMPLETE})
    void cyclesThatWereOnlyBegunAreDeletedByTheirWriter(int header) throws IOException {
        try (MessageAppender<Wanted> appender = storage().appender(Channel.WANTED, ModuleName.SYNCHROLIST)) {
            appendInCycles(appender, 3);
        }
        Path last = cycles().get(2);
        overwriteStart(last, header, Files.size(last));
        try (MessageTailer<Wanted> tailer = reopened().tailer(Channel.WANTED, "synchrolist")) {
            assertEquals(numbers(1, 20), drain(tailer));
            try (MessageAppender<Wanted> appender = reopened().appender(Channel.WANTED, ModuleName.SYNCHROLIST)) {
                appendAll(appender, 21, 25);
                nowMs.addAndGet(CYCLE.toMillis());
                appendAll(appender, 26, 30);
            }
            assertEquals(numbers(21, 30), drain(tailer));
        }
        assertEquals(numbers(1, 30), read(reopened(), 0));
        try (Stream<Path> files = Files.list(last.getParent())) {
            assertTrue(
                    files.noneMatch(file -> file.toString().endsWith(".discard")), "waited for in vain by Chronicle");
        }
    }

    private static void overwriteStart(Path file, int header, long bytes) throws IOException {
        byte[] content = new byte[Math.toIntExact(bytes)];
        ByteBuffer.wrap(content).order(ByteOrder.nativeOrder()).putInt(header);
        Files.write(file, content);
    }

    @Test
    void nothingIsAppendedBelowTheReserve() {
        QueueStorage full = new ChronicleStorage(root, Long.MAX_VALUE / 2, clock(), System::nanoTime);
        try (MessageAppender<Wanted> appender = full.appender(Channel.WANTED, ModuleName.SYNCHROLIST)) {
            assertFalse(appender.append(message(1)));
        }
        assertTrue(full.writers(Channel.WANTED).isEmpty());
    }

    private void appendInCycles(MessageAppender<Wanted> appender, int cycles) {
        for (int cycle = 0; cycle < cycles; cycle++) {
            if (cycle > 0) {
                nowMs.addAndGet(CYCLE.toMillis());
            }
            appendAll(appender, cycle * 10L + 1, cycle * 10L + 10);
        }
    }

    private List<Path> cycles() throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.toString().endsWith(".cq4"))
                    .sorted()
                    .toList();
        }
    }

    private Clock clock() {
        InstantSource source = () -> Instant.ofEpochMilli(nowMs.get());
        return source.withZone(ZoneOffset.UTC);
    }
}
