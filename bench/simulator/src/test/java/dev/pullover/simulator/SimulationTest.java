package dev.pullover.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.pullover.simulator.Simulation.Result;
import dev.pullover.testkit.Soak;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the seed draws: nothing happens that must never happen. */
class SimulationTest {
    private static final long FIRST_SEED = 100_000;

    @Test
    void nothingForbiddenHappens() throws IOException {
        int runs = Soak.times(100, 10_000);
        for (long seed = FIRST_SEED; seed < FIRST_SEED + runs; seed++) {
            requireNoViolation(seed);
        }
    }

    /** Each of these has found a bug, which is in the message of the commit that fixed it. */
    @ParameterizedTest
    @ValueSource(
            longs = {
                1, 2, 19, 27, 33, 62, 580, 20007, 20200, 20263, 20894, 21026, 21157, 22412, 30004, 30043, 30368, 31190,
                40277, 64103, 100650, 101048, 101148, 101233, 103833, 109210, 200940, 202530, 301373, 412148, 502070,
                511678, 512160
            })
    void seedsThatFoundBugs(long seed) throws IOException {
        requireNoViolation(seed);
    }

    @ParameterizedTest
    @ValueSource(longs = {7, 8, 100_000, 100_003})
    void theSameSeedDoesTheSameAgain(long seed) throws IOException {
        Result first = run(seed);
        Result again = run(seed);
        assertEquals(first.hash(), again.hash(), "seed " + seed);
        assertEquals(first.events(), again.events(), "seed " + seed);
        assertNotEquals(first.hash(), run(seed + 100).hash());
    }

    private static void requireNoViolation(long seed) throws IOException {
        Result result = run(seed);
        assertNull(
                result.violation(),
                () -> "again: bench/simulate --trace --seed " + seed + "\n" + String.join("\n", result.last()));
    }

    private static Result run(long seed) throws IOException {
        return Simulation.run(seed, Sabotage.NONE, event -> {});
    }
}
