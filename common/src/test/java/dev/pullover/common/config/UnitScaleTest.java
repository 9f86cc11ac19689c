package dev.pullover.common.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnitScaleTest {
    @ParameterizedTest
    @CsvSource({"0ms,0", "250ms,250", "2s,2000", "5m,300000", "12h,43200000", "1d,86400000"})
    void durationsAreReadAsMilliseconds(String text, long millis) {
        assertEquals(OptionalLong.of(millis), UnitScale.DURATION.parse(text));
    }

    @ParameterizedTest
    @CsvSource({
        "0B,0",
        "7B,7",
        "7KB,7000",
        "7MB,7000000",
        "7GB,7000000000",
        "7TB,7000000000000",
        "7KiB,7168",
        "7MiB,7340032",
        "7GiB,7516192768",
        "7TiB,7696581394432"
    })
    void sizesAreReadAsBytes(String text, long bytes) {
        assertEquals(OptionalLong.of(bytes), UnitScale.SIZE.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "s", "2", "-2s", "+2s", "2 s", " 2s", "2s ", "1.5s", "2S", "2us", "2ns", "0x2s", "٢s", "2ss"
            })
    void anythingElseIsNoDuration(String text) {
        assertEquals(OptionalLong.empty(), UnitScale.DURATION.parse(text));
    }

    @Test
    void whatIsTooLargeForALongIsRefused() {
        assertEquals(OptionalLong.of(Long.MAX_VALUE / 1000 * 1000), UnitScale.DURATION.parse("9223372036854775s"));
        assertEquals(OptionalLong.empty(), UnitScale.DURATION.parse("9223372036854776s"));
        assertEquals(OptionalLong.empty(), UnitScale.DURATION.parse("1000000000000000000ms"));
    }
}
