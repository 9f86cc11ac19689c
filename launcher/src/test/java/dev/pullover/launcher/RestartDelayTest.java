package dev.pullover.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RestartDelayTest {
    private static final Duration SHORT_RUN = Duration.ofMillis(300);

    @Test
    void growsWithEachCrashUpToItsBound() {
        RestartDelay delay = new RestartDelay();
        long[] seconds = {1, 2, 4, 8, 16, 32, 60, 60};
        for (long expected : seconds) {
            assertEquals(Duration.ofSeconds(expected), delay.after(SHORT_RUN));
        }
    }

    @Test
    void isShortAgainAfterAGoodRun() {
        RestartDelay delay = new RestartDelay();
        delay.after(SHORT_RUN);
        delay.after(SHORT_RUN);
        assertEquals(Duration.ofSeconds(1), delay.after(RestartDelay.GOOD_RUN));
        assertEquals(Duration.ofSeconds(2), delay.after(SHORT_RUN));
    }
}
