package dev.pullover.common.queue.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.common.ModuleName;
import dev.pullover.common.message.Channel;
import dev.pullover.common.message.Wanted;
import dev.pullover.common.queue.KeptQueueStorageContractTest;
import dev.pullover.common.queue.MessageAppender;
import dev.pullover.common.queue.MessageTailer;
import dev.pullover.common.queue.QueueStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FileQueueStorageTest extends KeptQueueStorageContractTest {
    /** More than one file holds. */
    private static final int MANY = 50_000;

    @Override
    protected QueueStorage storage(String boot) {
        return new FileQueueStorage(root, 0, System::nanoTime, boot);
    }

    /** A writer that is killed leaves a part of a frame: cut anywhere, the reader waits, and the next writer goes on. */
    @Test
    void aFrameThatIsNotWholeIsNotThere() throws IOException {
        try (MessageAppender<Wanted> appender = open(Channel.WANTED)) {
            appendAll(appender, 1, 2);
        }
        Path file = root.resolve("wanted/synchrolist/1.msgs");
        byte[] whole = Files.readAllBytes(file);
        int frame = whole.length / 2;
        for (int length = frame; length < whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            try (MessageTailer<Wanted> tailer = reopened().tailer(Channel.WANTED, "synchrolist")) {
                assertEquals(numbers(1, 1), drain(tailer));
                try (MessageAppender<Wanted> appender = open(Channel.WANTED)) {
                    appendAll(appender, 2, 3);
                }
                assertEquals(numbers(2, 3), drain(tailer), "cut at " + length);
            }
        }
        byte[] damaged = whole.clone();
        damaged[whole.length - 1] ^= 1;
        Files.write(file, damaged);
        assertEquals(numbers(1, 1), read(reopened(), 0));
    }

    @Test
    void readerFollowsFromFileToFileAndDeletesThoseItHasPassed() throws IOException {
        try (MessageAppender<Wanted> appender = open(Channel.WANTED);
                MessageTailer<Wanted> tailer = reopened().tailer(Channel.WANTED, "synchrolist")) {
            for (int from = 1; from <= MANY; from += 1000) {
                appendAll(appender, from, from + 999);
                assertEquals(numbers(from, from + 999), drain(tailer));
            }
            assertTrue(files().size() > 2);
            tailer.deleteBefore(tailer.index());
            assertEquals(1, files().size());
            appendAll(appender, MANY + 1, MANY + 1);
            assertEquals(numbers(MANY + 1, MANY + 1), drain(tailer));
            assertNull(tailer.next());
        }
    }

    @Test
    void overBudgetTheOldestGoAndTheReaderGoesOnWithWhatIsLeft() throws IOException {
        Channel<Wanted> small = new Channel<>("wanted", Channel.WANTED.codec(), 16, 2 << 20);
        long index;
        try (MessageAppender<Wanted> appender = open(small);
                MessageTailer<Wanted> tailer = reopened().tailer(small, "synchrolist")) {
            appendAll(appender, 1, 10);
            assertEquals(numbers(1, 10), drain(tailer));
            index = tailer.index();
            appendAll(appender, 11, 4 * MANY);
        }
        assertTrue(files().size() <= 3, files()::toString);
        List<Long> rest = read(reopened(), index);
        assertTrue(rest.size() > MANY / 2 && rest.get(0) > 11, rest.size() + " from " + rest.get(0));
        assertEquals(4L * MANY, rest.get(rest.size() - 1));
    }

    @Test
    void aPlaceInAQueueThatWasThereBeforeLeadsToTheOldestMessage() {
        try (MessageAppender<Wanted> appender = open(Channel.WANTED)) {
            appendAll(appender, 1, 3);
        }
        assertEquals(numbers(1, 3), read(reopened(), 5L << 32 | 1234));
        assertEquals(numbers(1, 3), read(reopened(), Long.MAX_VALUE));
    }

    @Test
    void nothingIsAppendedBelowTheReserve() {
        QueueStorage full = new FileQueueStorage(root, Long.MAX_VALUE / 2, System::nanoTime);
        try (MessageAppender<Wanted> appender = full.appender(Channel.WANTED, ModuleName.SYNCHROLIST)) {
            assertFalse(appender.append(message(1)));
        }
    }

    private MessageAppender<Wanted> open(Channel<Wanted> channel) {
        return storage().appender(channel, ModuleName.SYNCHROLIST);
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(root.resolve("wanted/synchrolist"))) {
            return files.filter(file -> file.toString().endsWith(".msgs"))
                    .sorted()
                    .toList();
        }
    }
}
