package dev.pullover.common.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.pullover.common.ModuleName;
import dev.pullover.common.message.Channel;
import dev.pullover.common.message.Wanted;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A queue that cannot be read beside one that can. */
class MergingReaderTest {
    private final MemoryQueueStorage storage = new MemoryQueueStorage();
    private final FragileStorage fragile = new FragileStorage();
    private long nowNs;

    @Test
    void aQueueThatCannotBeOpenedIsLeftOutAndTriedAgain() {
        append(ModuleName.COPYLIST, 1);
        append(ModuleName.SYNCHROLIST, 2);
        fragile.unopenable.add("copylist");
        try (MessageReader<Wanted> reader = reader(false)) {
            assertEquals(List.of(2L), read(reader));
            fragile.unopenable.clear();
            append(ModuleName.SYNCHROLIST, 3);
            assertEquals(List.of(3L), read(reader));
            nowNs += MergingReader.RETRY_INTERVAL.toNanos();
            assertEquals(List.of(1L), read(reader));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aNewWriterIsFoundSoonAndIfItWasMissedALittleLater(boolean missed) {
        fragile.missesWriters = missed;
        try (MessageReader<Wanted> reader = reader(false)) {
            append(ModuleName.COPYLIST, 1);
            nowNs += TimeUnit.MILLISECONDS.toNanos(500);
            assertEquals(missed ? List.of() : List.of(1L), read(reader));
            nowNs += TimeUnit.SECONDS.toNanos(5);
            assertEquals(missed ? List.of(1L) : List.of(), read(reader));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aQueueThatFailsGoesOnWhereItWas(boolean again) {
        append(ModuleName.COPYLIST, 1);
        append(ModuleName.SYNCHROLIST, 2);
        try (MessageReader<Wanted> reader = reader(false)) {
            assertEquals(Set.of(1L, 2L), Set.copyOf(read(reader)));
            append(ModuleName.COPYLIST, 3);
            append(ModuleName.SYNCHROLIST, 4);
            fragile.unreadable.add("copylist");
            assertEquals(List.of(4L), read(reader));
            assertEquals(new ReaderPosition(2, 1), reader.positions().get("copylist"));
            if (again) {
                nowNs += MergingReader.RETRY_INTERVAL.toNanos();
                assertEquals(List.of(), read(reader));
            }
            fragile.unreadable.clear();
            nowNs += MergingReader.RETRY_INTERVAL.toNanos();
            assertEquals(List.of(3L), read(reader));
            assertEquals(0, reader.lost());
        }
    }

    @Test
    void whatIsReadFromItsEndIsSoToo() {
        append(ModuleName.COPYLIST, 1);
        fragile.unopenable.add("copylist");
        try (MessageReader<Wanted> reader = reader(true)) {
            fragile.unopenable.clear();
            nowNs += MergingReader.RETRY_INTERVAL.toNanos();
            assertEquals(List.of(), read(reader));
            append(ModuleName.COPYLIST, 2);
            assertEquals(List.of(2L), read(reader));
        }
    }

    private MessageReader<Wanted> reader(boolean atEnd) {
        return new MergingReader<>(fragile, Channel.WANTED, () -> nowNs, Map.of(), atEnd);
    }

    private void append(ModuleName writer, long number) {
        try (MessageAppender<Wanted> appender = storage.appender(Channel.WANTED, writer)) {
            appender.append(new Wanted(0, number, number, 1, 1));
        }
    }

    private static List<Long> read(MessageReader<Wanted> reader) {
        List<Long> seen = new ArrayList<>();
        reader.poll(1000, (writer, wanted) -> seen.add(wanted.firstChange()));
        return seen;
    }

    private final class FragileStorage implements QueueStorage {
        private final Set<String> unopenable = new HashSet<>();
        private final Set<String> unreadable = new HashSet<>();
        private boolean missesWriters;

        @Override
        public <T> MessageAppender<T> appender(Channel<T> channel, ModuleName writer) {
            return storage.appender(channel, writer);
        }

        @Override
        public <T> MessageTailer<T> tailer(Channel<T> channel, String writer) {
            failIf(unopenable.contains(writer));
            return new FragileTailer<>(storage.tailer(channel, writer), writer);
        }

        @Override
        public Set<String> writers(Channel<?> channel) {
            return storage.writers(channel);
        }

        @Override
        public Object stamp(Channel<?> channel) {
            return missesWriters ? "" : storage.stamp(channel);
        }

        private void failIf(boolean broken) {
            if (broken) {
                throw new UncheckedIOException(new IOException("damaged"));
            }
        }

        private final class FragileTailer<T> implements MessageTailer<T> {
            private final MessageTailer<T> tailer;
            private final String writer;

            FragileTailer(MessageTailer<T> tailer, String writer) {
                this.tailer = tailer;
                this.writer = writer;
            }

            @Override
            public Entry<T> next() {
                failIf(unreadable.contains(writer));
                return tailer.next();
            }

            @Override
            public long index() {
                return tailer.index();
            }

            @Override
            public void moveTo(long index) {
                tailer.moveTo(index);
            }

            @Override
            public long moveToEnd() {
                return tailer.moveToEnd();
            }

            @Override
            public void deleteBefore(long index) {
                tailer.deleteBefore(index);
            }

            @Override
            public void close() {
                tailer.close();
            }
        }
    }
}
