package dev.pullover.common.remote;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whether another connection would bring more, by rate and round trip. */
class SftpLanesTest {
    private static final long SECOND_NS = 1_000_000_000;
    private static final long MILLI_NS = 1_000_000;

    @ParameterizedTest(name = "{1} MB/s over {2} ms by {0}: {3}")
    @CsvSource({
        "1, 70, 20, true",
        "2, 140, 20, true",
        "1, 18, 100, true",
        // The loopback, a local line of 1 Gbit/s, and one of 100 Mbit/s from far away give what they have.
        "1, 200, 0.2, false",
        "1, 110, 1, false",
        "1, 12, 40, false",
        // The second one brought nothing.
        "2, 70, 20, false"
    })
    void onlyWhereTheWindowsAreFull(int connections, long megabytesPerSecond, double roundTripMs, boolean more) {
        long bytes = megabytesPerSecond * 1_000_000;
        long roundTripNs = (long) (roundTripMs * MILLI_NS);
        boolean wanted = SftpLanes.wantsMore(connections, bytes, SECOND_NS, roundTripNs);
        assertTrue(wanted == more, wanted + " instead of " + more);
    }

    @Test
    void notBeforeTheRoundTripIsKnown() {
        assertFalse(SftpLanes.wantsMore(1, Long.MAX_VALUE / 2, SECOND_NS, Long.MAX_VALUE));
    }
}
