package dev.pullover.common.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class StarPatternTest {
    private static final long SEED = 20261122;

    @Test
    void matchesWhatAnySplitOfTheNameMatches() {
        System.out.println("seed " + SEED);
        Random random = new Random(SEED);
        int matches = 0;
        for (int i = 0; i < 20_000; i++) {
            String pattern = text(random, "ab*?", 8);
            String name = text(random, "ab", 8);
            boolean expected = matches(pattern, name);
            assertEquals(expected, compile(pattern).matcher(name).matches(), pattern + " and " + name);
            matches += expected ? 1 : 0;
        }
        assertTrue(matches > 2_000 && matches < 18_000, matches + " matches");
    }

    /** A plain expression would try every split of the name: more than there are atoms. */
    @Test
    void manyStarsTakeNoTime() {
        String name = "a".repeat(255);
        assertTimeoutPreemptively(Duration.ofSeconds(30), () -> {
            assertFalse(compile("*a".repeat(100) + "*b").matcher(name).matches());
            assertFalse(compile("*".repeat(100) + "H").matcher(name).matches());
        });
    }

    private static Pattern compile(String pattern) {
        List<String> parts = Arrays.stream(pattern.split("\\*", -1))
                .map(part -> part.replace('?', '.'))
                .toList();
        return Pattern.compile(StarPattern.regex(parts), Pattern.DOTALL);
    }

    private static boolean matches(String pattern, String name) {
        if (pattern.isEmpty()) {
            return name.isEmpty();
        }
        if (pattern.charAt(0) == '*') {
            return matches(pattern.substring(1), name) || !name.isEmpty() && matches(pattern, name.substring(1));
        }
        return !name.isEmpty()
                && (pattern.charAt(0) == '?' || pattern.charAt(0) == name.charAt(0))
                && matches(pattern.substring(1), name.substring(1));
    }

    private static String text(Random random, String characters, int most) {
        StringBuilder text = new StringBuilder();
        for (int length = random.nextInt(most + 1); length > 0; length--) {
            text.append(characters.charAt(random.nextInt(characters.length())));
        }
        return text.toString();
    }
}
