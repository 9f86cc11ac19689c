package dev.pullover.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The archive of classes, in an installation of its own: a script beside a {@code lib}. */
class FastStartIT {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final long TIMEOUT_SECONDS = 120;

    @TempDir
    Path directory;

    private Path lib;

    @BeforeEach
    void install() throws IOException {
        Files.copy(ROOT.resolve("pullover"), directory.resolve("pullover"));
        lib = Files.createDirectory(directory.resolve("lib"));
        try (Stream<Path> jars = Files.list(ROOT.resolve("launcher/target/lib"))) {
            for (Path jar :
                    jars.filter(path -> path.toString().endsWith(".jar")).toList()) {
                Files.copy(jar, lib.resolve(jar.getFileName()));
            }
        }
    }

    @Test
    void classesComeFromTheArchiveUntilAJarChanges() throws IOException, InterruptedException {
        // As two jobs of one crontab do at the first start after an upgrade.
        Started one = start(Map.of(), "prime");
        Started other = start(Map.of(), "prime");
        for (String output : List.of(one.end(), other.end())) {
            assertTrue(output.matches("pullover: fast starts with \\S+: \\S+\n"), output);
        }
        List<Path> first = archives();
        assertEquals(1, first.size(), first.toString());
        String ready = loaded("status");
        assertTrue(ready.contains("dev.pullover.launcher.StatusCommand source: shared objects file"));
        assertFalse(ready.contains("bcprov"), "the JVM would check the signature of its jar at each start");

        Path jar = lib.resolve(first(lib, "pullover-launcher"));
        Files.setLastModifiedTime(jar, FileTime.fromMillis(0));
        String loaded = loaded("status");
        assertTrue(loaded.contains("dev.pullover.launcher.StatusCommand source: file:"), "a stale archive is not used");
        run(Map.of(), "prime");
        assertEquals(1, archives().size(), "the old one is gone");
        assertNotEquals(first, archives());
    }

    /** What the JVM says of each class it loads while a command runs without a configuration. */
    private String loaded(String command) throws IOException, InterruptedException {
        Path log = Files.createTempFile(directory, "classes", ".txt");
        run(Map.of("PULLOVER_JAVA_OPTIONS", "-Xlog:class+load:file=" + log), command, "--help");
        return Files.readString(log);
    }

    private void run(Map<String, String> environment, String... arguments) throws IOException, InterruptedException {
        start(environment, arguments).end();
    }

    private Started start(Map<String, String> environment, String... arguments) throws IOException {
        Path output = Files.createTempFile(directory, "output", ".txt");
        ProcessBuilder builder = new ProcessBuilder(
                        directory.resolve("pullover").toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.command().addAll(List.of(arguments));
        builder.environment().putAll(environment);
        return new Started(builder.start(), output);
    }

    private record Started(Process process, Path output) {
        /** Waits for a good end; returns what was written. */
        String end() throws IOException, InterruptedException {
            assertTrue(process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS), "did not end");
            String text = Files.readString(output);
            assertEquals(0, process.exitValue(), text);
            return text;
        }
    }

    private List<Path> archives() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("archive"))) {
            return files.toList();
        }
    }

    private static Path first(Path folder, String prefix) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(Path::getFileName)
                    .filter(name -> name.toString().startsWith(prefix))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
