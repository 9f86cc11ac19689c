package dev.pullover.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is shipped is what docs/security.md says was looked at, version by version. */
class DependenciesIT {
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([^`]+\\.jar)` \\|");

    @Test
    void theClassPathHasNothingUnexpected() throws IOException {
        TreeSet<String> shipped;
        try (Stream<Path> jars = Files.list(Path.of("target/lib"))) {
            shipped = jars.map(jar -> jar.getFileName().toString())
                    .filter(jar -> jar.endsWith(".jar") && !jar.startsWith("pullover-"))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
        assertFalse(shipped.stream().anyMatch(jar -> jar.contains("analytics")), shipped.toString());

        TreeSet<String> known = ROW.matcher(Files.readString(Path.of("../docs/security.md")))
                .results()
                .map(row -> row.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(
                List.copyOf(known),
                List.copyOf(shipped),
                "look at its known vulnerabilities, then list it at the end of docs/security.md");
    }
}
