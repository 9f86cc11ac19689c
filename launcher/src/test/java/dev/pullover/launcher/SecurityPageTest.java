package dev.pullover.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tests that docs/security.md names are there, so that the page stays true. */
class SecurityPageTest {
    private static final Path ROOT = Path.of("..");
    private static final Pattern REFERENCE = Pattern.compile("`(\\w+)#(\\w+)`");
    private static final int LEAST = 60;

    @Test
    void eachTestThatThePageNamesIsThere() throws IOException {
        Map<String, String> tests = tests();
        List<String> missing = new ArrayList<>();
        int found = 0;
        Matcher reference = REFERENCE.matcher(Files.readString(ROOT.resolve("docs/security.md")));
        while (reference.find()) {
            String source = tests.getOrDefault(reference.group(1), "");
            if (Pattern.compile("void " + reference.group(2) + "\\(")
                    .matcher(source)
                    .find()) {
                found++;
            } else if (!reference.group().equals("`Class#method`")) {
                missing.add(reference.group());
            }
        }
        assertEquals(List.of(), missing);
        assertTrue(found >= LEAST, "the page names " + found + " tests");
    }

    /** Sources by class name, of all modules. */
    private static Map<String, String> tests() throws IOException {
        Map<String, String> found = new HashMap<>();
        try (Stream<Path> modules = Stream.concat(Files.list(ROOT), Files.list(ROOT.resolve("bench")))) {
            for (Path module : (Iterable<Path>) modules::iterator) {
                Path sources = module.resolve("src/test/java");
                if (Files.isDirectory(sources)) {
                    addTests(sources, found);
                }
            }
        }
        return found;
    }

    private static void addTests(Path sources, Map<String, String> found) throws IOException {
        try (Stream<Path> files = Files.walk(sources)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                String name = file.getFileName().toString();
                if (name.endsWith(".java")) {
                    found.merge(name.replace(".java", ""), Files.readString(file), String::concat);
                }
            }
        }
    }
}
