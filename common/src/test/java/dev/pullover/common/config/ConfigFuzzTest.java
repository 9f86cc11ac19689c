package dev.pullover.common.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.common.ExitCode;
import dev.pullover.common.PulloverException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is done to a good file, it is read, or refused with a message; a seed repeats a run. */
class ConfigFuzzTest {
    private static final String SEED = "pullover.test.seed";
    private static final int ROUNDS = 4_000;
    private static final int MAX_MUTATIONS = 6;
    private static final int MAX_PIECE_CHARS = 60;
    private static final Path FILE = Path.of("pullover.toml");
    private static final String TELLING = "[]{}\"'=.,#\n\r\\\t\0-+:/~*?%@ 0é\uD800\uFEFF";

    private final long seed = Long.getLong(SEED, 20_261_121L);
    private final Random random = new Random(seed);

    @Test
    void mutatedTextIsReadOrRefused() throws IOException {
        String good = ConfigurationPageTest.example();
        int refused = 0;
        for (int round = 0; round < ROUNDS; round++) {
            String text = mutated(good);
            try {
                ConfigLoader.parse(text, FILE);
            } catch (PulloverException e) {
                refused++;
                assertGoodMessage(e, FILE, round, text);
            } catch (RuntimeException | StackOverflowError e) {
                throw new AssertionError(where(round) + "\n" + text, e);
            }
        }
        assertTrue(refused > ROUNDS / 10 && refused < ROUNDS, refused + " refused of " + ROUNDS);
    }

    @Test
    void mutatedBytesAreReadOrRefused(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("pullover.toml");
        byte[] good = ConfigurationPageTest.example().getBytes(StandardCharsets.UTF_8);
        int refused = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] bytes = Arrays.copyOf(good, 1 + random.nextInt(good.length));
            for (int i = random.nextInt(MAX_MUTATIONS); i > 0; i--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            Files.write(file, bytes);
            try {
                ConfigLoader.load(file);
            } catch (PulloverException e) {
                refused++;
                assertGoodMessage(e, file, round, Arrays.toString(bytes));
            } catch (RuntimeException | StackOverflowError e) {
                throw new AssertionError(where(round) + "\n" + Arrays.toString(bytes), e);
            }
        }
        assertTrue(refused > ROUNDS / 10 && refused < ROUNDS, refused + " refused of " + ROUNDS);
    }

    private void assertGoodMessage(PulloverException error, Path file, int round, String text) {
        assertEquals(ExitCode.USAGE, error.exitCode());
        for (String line : error.getMessage().split("\n", -1)) {
            assertTrue(
                    line.startsWith(file + ":")
                            && line.length() < file.toString().length() + 600,
                    () -> where(round) + ": " + line + "\n" + text);
            assertTrue(line.chars().noneMatch(Character::isISOControl), () -> where(round) + ": " + line);
        }
    }

    private String where(int round) {
        return "round " + round + ", -D" + SEED + "=" + seed;
    }

    private String mutated(String good) {
        StringBuilder text = new StringBuilder(good);
        for (int i = 1 + random.nextInt(MAX_MUTATIONS); i > 0; i--) {
            mutate(text);
        }
        return text.toString();
    }

    private void mutate(StringBuilder text) {
        int at = random.nextInt(text.length());
        int end = Math.min(text.length(), at + 1 + random.nextInt(MAX_PIECE_CHARS));
        switch (random.nextInt(6)) {
            case 0 -> text.deleteCharAt(at);
            case 1 -> text.setCharAt(at, (char) random.nextInt(128));
            case 2 -> text.insert(at, TELLING.charAt(random.nextInt(TELLING.length())));
            case 3 -> text.insert(random.nextInt(text.length()), text.substring(at, end));
            case 4 -> text.replace(at, end, "");
            default -> text.insert(at, random.nextLong());
        }
    }
}
