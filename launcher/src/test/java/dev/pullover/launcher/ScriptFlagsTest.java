package dev.pullover.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ScriptFlagsTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern FLAG = Pattern.compile(
            "(?<!-J)--(?:add-exports|add-opens|enable-native-access|sun-misc)\\S*" + "|-Dchronicle\\.[a-z.]+=\\w+");

    @Test
    void testsRunWithTheFlagsOfProduction() throws IOException {
        Set<String> script = flags(ROOT.resolve("pullover"));
        assertTrue(script.contains("-Dchronicle.analytics.disable=true"));
        assertEquals(script, flags(ROOT.resolve("pom.xml")));
    }

    private static Set<String> flags(Path file) throws IOException {
        Matcher matcher = FLAG.matcher(Files.readString(file).replaceAll("[\"<]", " "));
        Set<String> flags = new TreeSet<>();
        while (matcher.find()) {
            flags.add(matcher.group());
        }
        return flags;
    }
}
