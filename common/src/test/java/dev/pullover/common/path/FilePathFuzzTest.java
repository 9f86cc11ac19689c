package dev.pullover.common.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.testkit.Fuzz;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Names from anywhere: their escaped form means them alone, and only harmless ones lead below the replica. */
class FilePathFuzzTest {
    private static final Path ROOT = Path.of("/srv/replica");

    @Test
    void escapedNames() {
        Fuzz.texts("escaped name", List.of("a/b c.csv", "tab%09line%0A%25", "m%C3%BC%C3%9Fig/-x"), 10_000, input -> {
            try {
                assertEquals(input, FilePath.parse(input).toString());
                return Fuzz.Parser.ACCEPTED;
            } catch (IllegalArgumentException e) {
                return e.getMessage();
            }
        });
    }

    @Test
    void names() {
        Fuzz.bytes("name", List.of("a/b".getBytes(), "../x".getBytes(), "/etc/x".getBytes()), 10_000, input -> {
            FilePath path = FilePath.ofBytes(input);
            assertEquals(path, FilePath.parse(path.toString()));
            assertTrue(path.toString().chars().allMatch(c -> c >= ' ' && c <= '~'));
            if (path.problem().isPresent()) {
                return path.problem().get();
            }
            Path below = path.below(ROOT);
            assertTrue(
                    below.normalize().equals(below) && below.startsWith(ROOT) && !below.equals(ROOT), below::toString);
            return Fuzz.Parser.ACCEPTED;
        });
    }
}
