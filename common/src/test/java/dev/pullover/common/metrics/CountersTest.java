package dev.pullover.common.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.common.ModuleName;
import dev.pullover.common.message.Channel;
import dev.pullover.common.message.StatUpdate;
import dev.pullover.common.queue.MessageSender;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CountersTest {
    private final Counters counters = new Counters();
    private final List<StatUpdate> sent = new ArrayList<>();
    private long nowNs;

    @Test
    void idsAndNamesAreUnique() {
        Set<Integer> ids = new HashSet<>();
        for (Counter counter : Counter.values()) {
            assertTrue(ids.add(counter.id()), counter + " has the id of another counter");
            assertEquals(counter, Counter.of(counter.id()).orElseThrow());
            assertTrue(counter.id() > 0 && counter.id() < 65536);
            assertTrue(counter.label().length() <= StatUpdate.MAX_LABEL_BYTES);
            assertFalse(counter.help().isEmpty());
        }
        assertTrue(Counter.of(60_000).isEmpty());
    }

    @Test
    void countsFromManyThreads() throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            threads.add(new Thread(() -> {
                for (int n = 0; n < 10_000; n++) {
                    counters.increment(Counter.FILES_COPIED, "production");
                }
            }));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(80_000, counters.get(Counter.FILES_COPIED, "production"));
        assertEquals(0, counters.get(Counter.FILES_COPIED, "backup"));
    }

    @Test
    void whatCountsWhileNothingHappensIsNoNews() {
        counters.increment(Counter.FILES_COPIED, "production");
        List<StatUpdate.Value> before = counters.news();
        counters.increment(Counter.PASSES);
        counters.increment(Counter.CHECKS, "production");
        assertEquals(before, counters.news());
        assertEquals(3, counters.snapshot().size());
        counters.increment(Counter.FILES_COPIED, "production");
        assertFalse(before.equals(counters.news()));
    }

    @Test
    void gaugeKeepsItsLastValue() {
        counters.set(Counter.LAG_FILES, 7);
        counters.set(Counter.LAG_FILES, 3);
        assertEquals(3, counters.get(Counter.LAG_FILES));
    }

    @Test
    void reportsEveryTwoSecondsAndOnlyWhatChangedButGivesASignOfLife() {
        StatReporter reporter = reporter();
        reporter.tick();
        assertEquals(1, sent.size());
        counters.increment(Counter.FILES_COPIED);
        reporter.tick();
        assertEquals(1, sent.size(), "not within two seconds");
        after(Duration.ofSeconds(2), reporter);
        assertEquals(2, sent.size());
        counters.increment(Counter.PASSES);
        after(Duration.ofSeconds(5), reporter);
        assertEquals(2, sent.size(), "only what always changes has");
        after(Duration.ofSeconds(5), reporter);
        assertEquals(3, sent.size(), "sign of life");
        assertEquals(1, sent.stream().map(StatUpdate::incarnation).distinct().count());
    }

    @Test
    void splitsLongReports() {
        for (int i = 0; i < StatUpdate.MAX_VALUES + 1; i++) {
            counters.increment(Counter.CHECKS, "server" + i);
        }
        reporter().sendNow();
        assertEquals(2, sent.size());
        assertEquals(
                StatUpdate.MAX_VALUES + 1,
                sent.stream().mapToInt(update -> update.values().size()).sum());
    }

    private void after(Duration time, StatReporter reporter) {
        nowNs += time.toNanos();
        reporter.tick();
    }

    private StatReporter reporter() {
        MessageSender<StatUpdate> sender = new MessageSender<>() {
            @Override
            public boolean send(StatUpdate message) {
                return sent.add(message);
            }

            @Override
            public boolean flush(Duration timeout) {
                return true;
            }

            @Override
            public long dropped() {
                return 0;
            }
        };
        assertEquals("stat", Channel.STAT.name());
        return new StatReporter(ModuleName.COPYLIST, counters, sender, Clock.systemUTC(), () -> nowNs, () -> {});
    }
}
