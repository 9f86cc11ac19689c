package dev.pullover.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

    @Test
    void anAdministratorsFlagsComeLast(@TempDir Path directory) throws IOException, InterruptedException {
        Path script = Files.copy(ROOT.resolve("pullover"), directory.resolve("pullover"));
        Files.createDirectory(directory.resolve("lib"));
        Path java = Files.writeString(directory.resolve("java"), "#!/bin/sh\necho \"$*\"\n");
        assertTrue(java.toFile().setExecutable(true));
        Path options = Files.writeString(
                directory.resolve("jvm.options"), "# ours\nall: -Xss1m\ncopylist: -Xmx512m -Xms8m\nlog: -Xmx1g\n");
        ProcessBuilder builder = new ProcessBuilder("sh", script.toString(), "copylist", "once");
        builder.environment().put("PULLOVER_JAVA", java.toString());
        builder.environment().put("PULLOVER_NO_ARCHIVE", "1");
        builder.environment().put("PULLOVER_JVM_OPTIONS", options.toString());
        builder.environment().put("PULLOVER_JAVA_OPTIONS", "-Xmn5m");
        builder.environment().put("PULLOVER_ERROR_FILE", "/var/a b/hs_err_%p.log");
        Process process = builder.redirectErrorStream(true).start();
        String line = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), line);
        assertTrue(line.matches("(?s).*-Xmx256m.* -Xss1m +-Xmx512m -Xms8m +-Xmn5m .*"), line);
        assertFalse(line.contains("-Xmx1g"), line);
        assertTrue(line.contains(" -XX:ErrorFile=/var/a b/hs_err_%p.log "), line);
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
