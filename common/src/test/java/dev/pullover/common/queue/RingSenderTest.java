package dev.pullover.common.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.common.ModuleName;
import dev.pullover.common.message.Channel;
import dev.pullover.common.message.Wanted;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RingSenderTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final MemoryQueueStorage storage = new MemoryQueueStorage();

    /** The second is what the JVM makes of a fault in mapped memory. */
    static List<Runnable> failures() {
        return List.of(
                () -> {
                    throw new UncheckedIOException(new AccessDeniedException("queues/wanted"));
                },
                () -> {
                    throw new InternalError("a fault occurred in an unsafe memory access operation");
                });
    }

    @ParameterizedTest
    @MethodSource("failures")
    void goesOnOnceAQueueCanBeOpenedAndCountsWhatItDropped(Runnable failure) throws InterruptedException {
        AtomicInteger failures = new AtomicInteger(2);
        try (RingSender<Wanted> sender = new RingSender<>(Channel.WANTED, "test", () -> {
            if (failures.getAndDecrement() > 0) {
                failure.run();
            }
            return storage.appender(Channel.WANTED, ModuleName.SYNCHROLIST);
        })) {
            int sent = 0;
            while (failures.get() >= 0) {
                sent++;
                sender.send(new Wanted(0, sent, sent, 1, 1));
                assertTrue(sender.flush(TIMEOUT));
            }
            for (int i = 0; i < 3; i++) {
                sent++;
                sender.send(new Wanted(0, sent, sent, 1, 1));
            }
            assertTrue(sender.flush(TIMEOUT));
            List<Long> seen = new ArrayList<>();
            long lost = read(seen);
            assertEquals(sent, seen.get(seen.size() - 1));
            assertEquals(sender.dropped(), lost);
            assertEquals(sent, seen.size() + lost);
        }
    }

    private long read(List<Long> seen) {
        try (MessageReader<Wanted> reader = new MergingReader<>(storage, Channel.WANTED, () -> 0, Map.of(), false)) {
            reader.poll(1000, (writer, wanted) -> seen.add(wanted.firstChange()));
            return reader.lost();
        }
    }
}
