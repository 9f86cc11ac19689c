package dev.pullover.copylist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.common.config.Bandwidth;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RateLimitTest {
    private static final LocalDateTime MONDAY = LocalDateTime.parse("2026-11-23T00:00");
    private static final long MB = 1_000_000;

    private long nanos;

    @Test
    void holdsWithinOnePercentWhateverComes() throws Exception {
        long seed = 7;
        Random random = new Random(seed);
        RateLimit limit = limit(Bandwidth.always(OptionalLong.of(5 * MB)));
        long bytes = 0;
        while (nanos < Duration.ofMinutes(1).toNanos()) {
            int piece = 1 + random.nextInt(256 << 10);
            limit.took(piece);
            bytes += piece;
            nanos += random.nextInt(2_000_000);
        }
        double perSecond = bytes / (nanos / 1e9);
        assertEquals(5e6, perSecond, 5e6 * 0.01, "seed " + seed);
    }

    @Test
    void whatWasNotUsedForLongIsLost() throws Exception {
        RateLimit limit = limit(Bandwidth.always(OptionalLong.of(MB)));
        nanos += Duration.ofHours(1).toNanos();
        long start = nanos;
        limit.took(10 * MB);
        assertTrue(nanos - start >= Duration.ofMillis(9_900).toNanos(), "after " + (nanos - start) + " ns");
    }

    @Test
    void theTimetableChangesTheLimitOnTheWay() throws Exception {
        Bandwidth byTime = new Bandwidth(List.of(
                new Bandwidth.Slot(0, OptionalLong.of(MB)),
                new Bandwidth.Slot(1, OptionalLong.of(10 * MB)),
                new Bandwidth.Slot(2, OptionalLong.empty())));
        RateLimit limit = limit(byTime);
        long bytes = 0;
        while (nanos < Duration.ofMinutes(2).toNanos()) {
            limit.took(100_000);
            bytes += 100_000;
        }
        assertEquals(60e6 + 600e6, bytes, 660e6 * 0.01);
        long free = nanos;
        limit.took(1000 * MB);
        assertEquals(free, nanos);
    }

    @Test
    void anInterruptEndsWaiting() {
        RateLimit limit = new RateLimit(
                Bandwidth.always(OptionalLong.of(1000)), () -> MONDAY, () -> nanos, TimeUnit.NANOSECONDS::sleep);
        Thread.currentThread().interrupt();
        assertThrows(InterruptedIOException.class, () -> limit.took(MB));
        assertTrue(Thread.interrupted());
    }

    private RateLimit limit(Bandwidth bandwidth) {
        return new RateLimit(bandwidth, () -> MONDAY.plusNanos(nanos), () -> nanos, wait -> nanos += wait);
    }
}
