package dev.pullover.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LooksTest {
    private static final long MS = TimeUnit.MILLISECONDS.toNanos(1);

    @Test
    void silenceTellsLooksApart() {
        Looks looks = new Looks();
        looks.passed(true, 7, 0);
        for (int look = 1; look <= 3; look++) {
            long begin = look * 250 * MS;
            looks.passed(false, 10, begin);
            looks.passed(true, 100, begin + MS);
            looks.passed(false, 10, begin + 2 * MS);
            looks.passed(false, 10, begin + 2 * MS);
            looks.passed(true, 100, begin + 4 * MS);
            // No answer comes to this, and it is not waited for.
            looks.passed(false, 5, begin + 6 * MS);
        }
        assertEquals(3, looks.count());
        assertEquals(4, looks.milliseconds());
        assertEquals(3, looks.roundTrips());
        assertEquals(235, looks.bytes());
        looks.clear();
        assertEquals(0, looks.count());
    }
}
