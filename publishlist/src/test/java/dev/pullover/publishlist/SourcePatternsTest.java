package dev.pullover.publishlist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.common.ExitCode;
import dev.pullover.common.PulloverException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SourcePatternsTest {
    private static final SourcePatterns PATTERNS = new SourcePatterns(Path.of("/data/exports"));

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /data/exports/**/*.csv     | d/a.csv | true
            /data/exports/**/*.csv     | a.csv   | true
            /data//exports/./a.csv     | a.csv   | true
            a.csv                      | a.csv   | true
            a.csv                      | d/a.csv | false
            d                          | d/e/x   | true
            /data/exports/d/           | d/x     | true
            /data/exports/d/           | d       | false
            /data/exports              | d/x     | true
            /data/exports/{d,e}/*      | e/x     | true
            /data/exports/*            | d/x     | false
            """)
    void aSourceIsAbsoluteOrRelativeToBase(String source, String path, boolean expected) {
        assertEquals(expected, takes(GlobState.of(PATTERNS.sources(List.of(source))), path));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            *.tmp                  | a.tmp       | true
            *.tmp                  | d/e/a.tmp   | true
            *.tmp                  | d.tmp/x     | true
            cache/                 | d/cache/x   | true
            cache/                 | d/cache     | false
            cache                  | d/cache     | true
            d/*.csv                | d/x.csv     | true
            d/*.csv                | e/d/x.csv   | false
            /data/exports/d        | d/e/x       | true
            /data/exports/d        | e/d         | false
            **/d/x                 | e/d/x       | true
            """)
    void anExcludeTakesNamesAnywhereOrPathsFromBase(String exclude, String path, boolean expected) {
        assertEquals(expected, takes(PATTERNS.excludes(List.of(exclude)), path));
    }

    @ParameterizedTest
    @CsvSource({"/data/other/x", "/data/*/x", "/data", "/**/x", "../x", "/data/exports/../x"})
    void aSourceThatMayLieOutsideBaseIsAUsageError(String source) {
        PulloverException e = assertThrows(PulloverException.class, () -> PATTERNS.sources(List.of(source)));
        assertEquals(ExitCode.USAGE, e.exitCode());
        assertTrue(e.getMessage().contains("\"" + source + "\""), e.getMessage());
    }

    private static boolean takes(GlobState state, String path) {
        GlobState at = state;
        String[] names = path.split("/");
        for (int i = 0; i < names.length - 1; i++) {
            at = at.enter(names[i]);
        }
        return at.matches(names[names.length - 1]);
    }
}
