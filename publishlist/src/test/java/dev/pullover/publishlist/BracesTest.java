package dev.pullover.publishlist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.pullover.common.PulloverException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BracesTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            a            | a
            {a,b}        | a b
            x{a,b}y      | xay xby
            {a,b}{c,d}   | ac ad bc bd
            {a,{b,c}d}   | a bd cd
            a{,.gz}      | a a.gz
            {a/b,c}/d    | a/b/d c/d
            \\{a,b\\}    | \\{a,b\\}
            {a\\,b,c}    | a\\,b c
            a,b          | a,b
            """)
    void alternativesAreExpandedAsByAShell(String pattern, String expected) {
        assertEquals(List.of(expected.split(" ")), Braces.expand(pattern));
    }

    @Test
    void anOpenBraceIsRefused() {
        assertThrows(PulloverException.class, () -> Braces.expand("a{b,c"));
    }

    @Test
    void aPatternThatExplodesIsRefused() {
        assertThrows(PulloverException.class, () -> Braces.expand("{a,b}".repeat(11)));
    }
}
