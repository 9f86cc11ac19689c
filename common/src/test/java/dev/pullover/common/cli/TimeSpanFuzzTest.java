package dev.pullover.common.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.testkit.Fuzz;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.TypeConversionException;

class TimeSpanFuzzTest {
    @Test
    void spans() {
        Fuzz.texts("--for", List.of("30m", "2h", "1d", "365d"), 3_000, input -> {
            try {
                assertTrue(new TimeSpan.Converter().convert(input).toNanos() > 0, input);
                return Fuzz.Parser.ACCEPTED;
            } catch (TypeConversionException e) {
                return e.getMessage();
            }
        });
    }
}
