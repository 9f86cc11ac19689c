package dev.pullover.common.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Utf8Test {
    private static final int LIMIT = 128;

    @ParameterizedTest
    @ValueSource(strings = {"x", "é", "€", "😀"})
    void cutsBetweenCharactersAtTheLimit(String character) {
        int width = character.getBytes(StandardCharsets.UTF_8).length;
        for (int bytes = LIMIT - 1; bytes <= LIMIT + 1; bytes++) {
            String text = "a".repeat(bytes - width) + character;
            String cut = Utf8.cut(text, LIMIT);
            if (bytes <= LIMIT) {
                assertEquals(text, cut);
            } else {
                assertTrue(cut.endsWith(Utf8.CUT_MARK));
                assertTrue(text.startsWith(cut.substring(0, cut.length() - 1)));
            }
            assertTrue(cut.getBytes(StandardCharsets.UTF_8).length <= LIMIT);
        }
    }

    @Test
    void agreesWithTheJdkOnAnyText() {
        long seed = new Random().nextLong();
        System.out.println("Utf8Test seed " + seed);
        Random random = new Random(seed);
        for (int i = 0; i < 5000; i++) {
            String text = anyText(random);
            assertEquals(text.getBytes(StandardCharsets.UTF_8).length, Utf8.length(text));
            String cut = Utf8.cut(text, LIMIT);
            byte[] bytes = cut.getBytes(StandardCharsets.UTF_8);
            assertTrue(bytes.length <= LIMIT);
            assertTrue(
                    cut.equals(text) || bytes.length >= LIMIT - 6, "no more than a character and the mark is wasted");
        }
    }

    /** With lone surrogates, too: they are as likely as anything else here. */
    private static String anyText(Random random) {
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(120);
        for (int i = 0; i < length; i++) {
            switch (random.nextInt(5)) {
                case 0 -> text.append((char) (0xD800 + random.nextInt(0x800)));
                case 1 -> text.appendCodePoint(0x1F600 + random.nextInt(50));
                case 2 -> text.append('é');
                default -> text.append((char) random.nextInt(0x3000));
            }
        }
        return text.toString();
    }
}
