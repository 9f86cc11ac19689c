package dev.pullover.publishlist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.common.PulloverException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GlobTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            *.csv        | a.csv         | true
            *.csv        | .csv          | true
            *.csv        | a.csv.gz      | false
            *.csv        | d/a.csv       | false
            **/*.csv     | a.csv         | true
            **/*.csv     | d/a.csv       | true
            **/*.csv     | d/e/f/a.csv   | true
            **/*.csv     | d/a.txt       | false
            d/**/a       | d/a           | true
            d/**/a       | d/x/y/a       | true
            d/**/a       | a             | false
            d/**/a       | d/x/y/b       | false
            d/**         | d             | false
            d/**         | d/x           | true
            d/**         | d/x/y         | true
            **           | x             | true
            **           | x/y           | true
            **/**/x      | x             | true
            **/d/**/x    | a/d/d/b/x     | true
            **/d/**/x    | a/b/x         | false
            d/*/x        | d/x           | false
            d/*/x        | d/e/x         | true
            a**b         | axxb          | true
            a**b         | a/b           | false
            ?            | ü             | true
            ?            | 😀            | true
            ?            | ab            | false
            [a-c]x       | bx            | true
            [a-c]x       | dx            | false
            [!a-c]x      | dx            | true
            [^a-c]x      | ax            | false
            []x]         | ]             | true
            [a^]         | ^             | true
            [.]          | a             | false
            [&&a]        | &             | true
            \\*          | *             | true
            \\*          | a             | false
            a+(b).$      | a+(b).$       | true
            a.c          | abc           | false
            """)
    void aPatternMatchesAsGitAndRsyncUsersExpect(String pattern, String path, boolean expected) {
        assertEquals(expected, matches(pattern, path));
    }

    @Test
    void aStarMatchesALineFeed() {
        assertTrue(matches("a*b", "a\nb"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[a", "a[", "a\\", "[z-a]"})
    void whatIsNoPatternIsRefusedWithAHint(String pattern) {
        PulloverException e = assertThrows(PulloverException.class, () -> Glob.of(List.of(pattern)));
        assertTrue(e.getMessage().startsWith("pattern '" + pattern + "'"), e.getMessage());
    }

    @Test
    void aWalkNeedNotListWhereOnlyKnownNamesAreWanted() {
        GlobState root = state("d/e/*.csv", "d/x.csv");
        assertFalse(root.needsListing());
        assertEquals(List.of("d"), root.requiredNames());
        GlobState below = root.enter("d");
        assertFalse(below.needsListing());
        assertEquals(List.of("e", "x.csv"), below.requiredNames());
        assertTrue(below.enter("e").needsListing());
        assertFalse(root.leadsOn("other"));
    }

    @Test
    void namesBehindAWildcardAreNotTakenForGranted() {
        assertEquals(List.of(), state("*/current/x").enter("any").requiredNames());
    }

    @Test
    void everythingBelowIsTakenOnlyBehindTheLastDoubleStar() {
        assertTrue(state("d/**").enter("d").takesAll());
        assertFalse(state("d/**/x").enter("d").takesAll());
    }

    private static boolean matches(String pattern, String path) {
        GlobState state = state(pattern);
        String[] names = path.split("/");
        for (int i = 0; i < names.length - 1; i++) {
            if (!state.leadsOn(names[i])) {
                return false;
            }
            state = state.enter(names[i]);
        }
        return state.matches(names[names.length - 1]);
    }

    private static GlobState state(String... patterns) {
        return GlobState.of(List.of(patterns).stream()
                .map(pattern -> Glob.of(List.of(pattern.split("/"))))
                .toList());
    }
}
