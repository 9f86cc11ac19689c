package dev.pullover.common.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {
    @ParameterizedTest
    @CsvSource({"'','',0", "abc,'',3", "'',abc,3", "abc,abc,0", "kitten,sitting,3", "flaw,lawn,2"})
    void distanceCountsInsertedDeletedAndReplacedCharacters(String a, String b, int distance) {
        assertEquals(distance, Nearest.distance(a, b));
    }

    @Test
    void nearestIsTheOneWithTheFewestErrors() {
        List<String> candidates = List.of("interval", "fast-interval", "fall", "rise");

        assertEquals(Optional.of("interval"), Nearest.of("intervall", candidates));
        assertEquals(Optional.of("interval"), Nearest.of("Interval", candidates));
        assertEquals(Optional.of("fast-interval"), Nearest.of("fastInterval", candidates));
        assertEquals(Optional.of("fall"), Nearest.of("fail", candidates));
        assertEquals(Optional.empty(), Nearest.of("bandwidth", candidates));
        assertEquals(Optional.empty(), Nearest.of("ab", candidates));
        assertEquals(Optional.empty(), Nearest.of("x".repeat(100_000), candidates));
    }
}
