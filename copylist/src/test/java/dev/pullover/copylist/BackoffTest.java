package dev.pullover.copylist;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.copylist.Backoff.Pace;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private static final long SEED = 7;
    private static final long NOW_NS = Duration.ofDays(20_000).toNanos();

    private final Backoff backoff = new Backoff(new Random(SEED));

    @Test
    void doublesTheDelayUpToItsBoundAndScattersIt() {
        long previous = 0;
        for (int tries = 1; tries < 100; tries++) {
            long longestMs = Duration.ofMinutes(10).toMillis();
            long expectedMs = tries > 30 ? longestMs : Math.min(longestMs, 1000L << tries - 1);
            long delayMs = Duration.ofNanos(backoff.nextTryNs(Pace.RETRY, tries, NOW_NS) - NOW_NS)
                    .toMillis();
            assertTrue(
                    delayMs >= expectedMs * 0.75 - 1 && delayMs <= expectedMs * 1.25, tries + ": " + delayMs + " ms");
            assertTrue(delayMs != previous, "not scattered");
            previous = delayMs;
        }
    }
}
