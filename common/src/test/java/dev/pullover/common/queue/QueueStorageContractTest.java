package dev.pullover.common.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.common.ModuleName;
import dev.pullover.common.message.Channel;
import dev.pullover.common.message.Wanted;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What every {@link QueueStorage} must do. */
public abstract class QueueStorageContractTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    /** An empty storage. */
    protected abstract QueueStorage storage();

    /** The same storage as another process would open it. */
    protected abstract QueueStorage reopened();

    @Test
    void readsWhatWasAppendedInOrder() {
        try (MessageAppender<Wanted> appender = storage().appender(Channel.WANTED, ModuleName.SYNCHROLIST)) {
            appendAll(appender, 1, 1000);
        }
        assertEquals(Set.of("synchrolist"), reopened().writers(Channel.WANTED));
        assertEquals(numbers(1, 1000), read(reopened(), 0));
    }

    @Test
    void theStampTellsOfAWriter() {
        QueueStorage storage = storage();
        Object before = storage.stamp(Channel.WANTED);
        assertEquals(before, storage.stamp(Channel.WANTED));
        try (MessageAppender<Wanted> appender = storage.appender(Channel.WANTED, ModuleName.SYNCHROLIST)) {
            appendAll(appender, 1, 1);
            appender.announce();
        }
        assertNotEquals(before, storage.stamp(Channel.WANTED));
    }

    @Test
    void numbersGoOnAfterTheWriterStartsAgain() {
        for (int start = 1; start <= 3; start++) {
            try (MessageAppender<Wanted> appender = storage().appender(Channel.WANTED, ModuleName.SYNCHROLIST)) {
                appender.append(message(start));
            }
        }
        try (MessageTailer<Wanted> tailer = reopened().tailer(Channel.WANTED, "synchrolist")) {
            for (int sequence = 1; sequence <= 3; sequence++) {
                assertEquals(new MessageTailer.Entry<>(sequence, message(sequence)), tailer.next());
            }
            assertNull(tailer.next());
        }
    }

    @Test
    void numbersGoOnAfterTheReaderHasDeletedWhatItPassed() {
        QueueStorage storage = storage();
        try (MessageAppender<Wanted> appender = storage.appender(Channel.WANTED, ModuleName.SYNCHROLIST)) {
            appendAll(appender, 1, 5);
        }
        try (MessageTailer<Wanted> tailer = storage.tailer(Channel.WANTED, "synchrolist")) {
            assertEquals(numbers(1, 5), drain(tailer));
            tailer.deleteBefore(tailer.index());
            try (MessageAppender<Wanted> appender = storage.appender(Channel.WANTED, ModuleName.SYNCHROLIST)) {
                appendAll(appender, 6, 7);
            }
            assertEquals(new MessageTailer.Entry<>(6, message(6)), tailer.next());
            assertEquals(new MessageTailer.Entry<>(7, message(7)), tailer.next());
        }
    }

    @Test
    void readerSeesWhatComesLaterAndGoesOnWhereItStood() {
        QueueStorage storage = storage();
        try (MessageAppender<Wanted> appender = storage.appender(Channel.WANTED, ModuleName.SYNCHROLIST)) {
            appendAll(appender, 1, 10);
            long index;
            try (MessageTailer<Wanted> tailer = reopened().tailer(Channel.WANTED, "synchrolist")) {
                assertEquals(numbers(1, 10), drain(tailer));
                appendAll(appender, 11, 15);
                assertEquals(numbers(11, 15), drain(tailer));
                index = tailer.index();
            }
            appendAll(appender, 16, 20);
            assertEquals(numbers(16, 20), read(reopened(), index));
        }
    }

    @Test
    void endIsBehindTheLastMessage() {
        try (MessageAppender<Wanted> appender = storage().appender(Channel.WANTED, ModuleName.SYNCHROLIST)) {
            appendAll(appender, 1, 5);
            try (MessageTailer<Wanted> tailer = reopened().tailer(Channel.WANTED, "synchrolist")) {
                assertEquals(5, tailer.moveToEnd());
                assertNull(tailer.next());
                appendAll(appender, 6, 6);
                assertEquals(numbers(6, 6), drain(tailer));
            }
        }
    }

    @Test
    void droppedMessagesAreGapsThatTheReaderCounts() {
        QueueStorage storage = storage();
        try (MessageAppender<Wanted> appender = storage.appender(Channel.WANTED, ModuleName.SYNCHROLIST)) {
            appendAll(appender, 1, 2);
            appender.skip(7);
            appendAll(appender, 3, 3);
        }
        try (MessageBus bus = new StandardMessageBus(reopened(), System::nanoTime);
                MessageReader<Wanted> reader = bus.reader(Channel.WANTED, Map.of())) {
            List<Long> seen = new ArrayList<>();
            reader.poll(100, (writer, wanted) -> seen.add(wanted.firstChange()));
            assertEquals(numbers(1, 3), seen);
            assertEquals(7, reader.lost());
        }
    }

    @Test
    void busMergesWritersAndFindsNewOnes() throws InterruptedException {
        long[] now = {0};
        try (MessageBus bus = new StandardMessageBus(storage(), () -> now[0]);
                MessageReader<Wanted> reader = bus.reader(Channel.WANTED, Map.of())) {
            for (ModuleName writer : List.of(ModuleName.SYNCHROLIST, ModuleName.COPYLIST)) {
                MessageSender<Wanted> sender = bus.sender(Channel.WANTED, writer);
                for (int i = 1; i <= 1000; i++) {
                    assertTrue(sender.send(message(i)));
                }
                assertTrue(sender.flush(TIMEOUT));
            }
            now[0] = Duration.ofSeconds(1).toNanos();
            List<Long> first = new ArrayList<>();
            List<Long> second = new ArrayList<>();
            while (reader.poll(300, (writer, wanted) -> (writer.equals("copylist") ? second : first)
                            .add(wanted.firstChange()))
                    > 0) {
                assertTrue(first.size() + second.size() <= 2000);
            }
            assertEquals(numbers(1, 1000), first);
            assertEquals(numbers(1, 1000), second);
            assertEquals(0, reader.lost());
        }
    }

    @Test
    void positionsLeadToTheNextMessage() throws InterruptedException {
        Map<String, ReaderPosition> positions;
        try (MessageBus bus = new StandardMessageBus(storage(), System::nanoTime)) {
            MessageSender<Wanted> sender = bus.sender(Channel.WANTED, ModuleName.SYNCHROLIST);
            for (int i = 1; i <= 10; i++) {
                sender.send(message(i));
            }
            assertTrue(sender.flush(TIMEOUT));
            MessageReader<Wanted> reader = bus.reader(Channel.WANTED, Map.of());
            assertEquals(4, reader.poll(4, (writer, wanted) -> assertNotNull(wanted)));
            positions = reader.positions();
        }
        try (MessageBus bus = new StandardMessageBus(reopened(), System::nanoTime);
                MessageReader<Wanted> reader = bus.reader(Channel.WANTED, positions)) {
            List<Long> seen = new ArrayList<>();
            reader.poll(100, (writer, wanted) -> seen.add(wanted.firstChange()));
            assertEquals(numbers(5, 10), seen);
            assertEquals(0, reader.lost());
        }
    }

    protected static Wanted message(long number) {
        return new Wanted(0, number, number, 1, 1);
    }

    protected static void appendAll(MessageAppender<Wanted> appender, long from, long to) {
        for (long number = from; number <= to; number++) {
            assertTrue(appender.append(message(number)));
        }
    }

    protected static List<Long> read(QueueStorage storage, long index) {
        try (MessageTailer<Wanted> tailer = storage.tailer(Channel.WANTED, "synchrolist")) {
            tailer.moveTo(index);
            return drain(tailer);
        }
    }

    protected static List<Long> drain(MessageTailer<Wanted> tailer) {
        List<Long> numbers = new ArrayList<>();
        for (MessageTailer.Entry<Wanted> entry = tailer.next(); entry != null; entry = tailer.next()) {
            Wanted wanted = entry.message();
            assertNotNull(wanted);
            numbers.add(wanted.firstChange());
        }
        return numbers;
    }

    protected static List<Long> numbers(long from, long to) {
        List<Long> numbers = new ArrayList<>();
        for (long number = from; number <= to; number++) {
            numbers.add(number);
        }
        return numbers;
    }
}
