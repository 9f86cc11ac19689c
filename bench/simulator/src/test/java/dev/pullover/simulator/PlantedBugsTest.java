package dev.pullover.simulator;

import static org.junit.jupiter.api.Assertions.fail;

import dev.pullover.simulator.Simulation.Result;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The simulator finds bugs that are planted around the modules, one at a time. */
class PlantedBugsTest {
    private static final int MAX_SEEDS = 100;

    /** A bug, and what the simulator says when it has found it. */
    record Planted(PlantedBug bug, String says) {
        @Override
        public String toString() {
            return bug.toString();
        }
    }

    static Stream<Planted> bugs() {
        return Stream.of(PlantedBug.values()).map(bug -> new Planted(bug, bug.says));
    }

    @ParameterizedTest
    @MethodSource("bugs")
    void isFound(Planted planted) throws IOException {
        for (int i = 0; i < MAX_SEEDS; i++) {
            Result result = Simulation.run(
                    planted.bug().firstSeed + i * planted.bug().step(),
                    planted.bug().sabotage(),
                    event -> {});
            Violation found = result.violation();
            if (found != null && String.valueOf(found.getMessage()).contains(planted.says())) {
                System.out.printf("%s: found after %d seeds: %s%n", planted, i + 1, found.getMessage());
                return;
            }
            if (found != null) {
                List<String> last = result.last();
                fail(planted + " was found by something else: " + found + "\n" + String.join("\n", last));
            }
        }
        fail(planted + " was not found by " + MAX_SEEDS + " seeds");
    }
}
