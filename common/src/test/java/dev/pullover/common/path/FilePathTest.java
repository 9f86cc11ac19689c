package dev.pullover.common.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FilePathTest {
    @Test
    void escapesWhatIsNotPrintableAsciiAndPercent() {
        assertEquals("a b/%25/%C3%A9%09%0A-x", FilePath.of("a b/%/é\t\n-x").toString());
    }

    @Test
    void readsBackAnyBytes() {
        long seed = new Random().nextLong();
        System.out.println("FilePathTest seed " + seed);
        Random random = new Random(seed);
        for (int i = 0; i < 2000; i++) {
            byte[] bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            FilePath path = FilePath.ofBytes(bytes);
            assertEquals(path, FilePath.parse(path.toString()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"%", "%4", "%zz", "%c3", "a\tb", "é", "%41"})
    void refusesWhatIsNotTheOneEscapedForm(String text) {
        assertThrows(IllegalArgumentException.class, () -> FilePath.parse(text));
    }

    @ParameterizedTest
    @CsvSource({
        "'', empty name",
        "/etc/passwd, absolute path",
        "a/../b, component '..'",
        "./a, component '.'",
        "a//b, empty component",
        "a/, empty component",
        ".pullover/catalog/HEAD, in Pullover's own directory .pullover",
        "%FF, not valid UTF-8",
        "%ED%A0%80, not valid UTF-8",
        "a%00b, NUL in the name"
    })
    void saysWhatIsWrongWithAName(String escaped, String problem) {
        assertEquals(Optional.of(problem), FilePath.parse(escaped).problem());
    }

    @Test
    void boundsNamesAsTheFileSystemDoes() {
        assertTrue(FilePath.of("é".repeat(127) + "x").problem().isEmpty());
        assertEquals(
                Optional.of("component of 256 bytes, at most 255"),
                FilePath.of("é".repeat(128)).problem());
        assertEquals(
                Optional.of("path of 4097 bytes, at most 4095"),
                FilePath.of("ab/".repeat(1365) + "cd").problem());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "-rf", "a b", "..a", "a/.pullover", "~", "$(x)", "a%0Ab"})
    void takesNamesThatAreOnlyStrange(String escaped) {
        assertTrue(FilePath.parse(escaped).problem().isEmpty());
    }

    @Test
    void neverLeadsOutside() {
        assertThrows(IllegalArgumentException.class, () -> FilePath.of("../x").below(Path.of("/srv")));
        assertEquals(Path.of("/srv/a/b"), FilePath.of("a/b").below(Path.of("/srv")));
    }
}
