package dev.pullover.common.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.LocalDateTime;
import java.util.OptionalLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BandwidthTest {
    private static final long KB = 1_000;
    private static final long TB = 1_000_000_000_000L;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "20MB/s                                          | 2026-11-21T03:00 | 20000000",
                "unlimited                                       | 2026-11-21T03:00 | 0",
                "08:00,5MB/s 18:00,unlimited                     | 2026-11-20T07:59 | 0",
                "08:00,5MB/s 18:00,unlimited                     | 2026-11-20T08:00 | 5000000",
                "08:00,5MB/s 18:00,unlimited                     | 2026-11-20T17:59 | 5000000",
                "08:00,5MB/s 18:00,unlimited                     | 2026-11-20T18:00 | 0",
                "08:00,5MB/s                                     | 2026-11-20T07:00 | 5000000",
                "Mon-08:00,5MB/s Fri-18:00,unlimited             | 2026-11-23T07:59 | 0",
                "Mon-08:00,5MB/s Fri-18:00,unlimited             | 2026-11-23T08:00 | 5000000",
                "Mon-08:00,5MB/s Fri-18:00,unlimited             | 2026-11-27T17:00 | 5000000",
                "Mon-08:00,5MB/s Fri-18:00,unlimited             | 2026-11-28T17:00 | 0",
                "18:00,unlimited 08:00,5MB/s  Sat-00:00,1KB/s    | 2026-11-28T07:00 | 1000",
                "18:00,unlimited 08:00,5MB/s  Sat-00:00,1KB/s    | 2026-11-28T09:00 | 5000000"
            })
    void aSlotHoldsUntilTheNextBegins(String text, LocalDateTime time, long expected) {
        Bandwidth bandwidth = Bandwidth.parse(text, KB, TB).orElseThrow();
        assertEquals(expected == 0 ? OptionalLong.empty() : OptionalLong.of(expected), bandwidth.at(time));
    }
}
