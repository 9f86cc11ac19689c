package dev.pullover.publishlist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.testkit.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** What tests of the publisher as a process of its own have in common. */
abstract class PublisherProcessTest {
    static final Duration TIMEOUT = Duration.ofSeconds(120);

    private final List<Process> started = new ArrayList<>();

    @TempDir
    Path directory;

    Bench bench;

    record Result(int exitCode, String out, String err) {}

    @BeforeEach
    void makeBench() throws IOException {
        bench = new Bench(directory);
        configure("");
    }

    @AfterEach
    void killAll() {
        started.forEach(Process::destroyForcibly);
    }

    void configure(String more) throws IOException {
        configure(more, "\"**/*.csv\"");
    }

    void configure(String more, String sources) throws IOException {
        Files.writeString(directory.resolve("pullover.toml"), """
                [publish]
                sources = [%s]
                base = "base"
                outbox = "outbox"
                state = "state"
                interval = "100ms"
                %s
                """.formatted(sources, more));
    }

    Result run(String... arguments) throws IOException, InterruptedException {
        Process process = start(arguments);
        assertTrue(process.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS), "does not end");
        return new Result(
                process.exitValue(),
                Files.readString(directory.resolve(arguments[0] + ".out")),
                Files.readString(directory.resolve(arguments[0] + ".err")));
    }

    Process start(String... arguments) throws IOException {
        return start(Main.class, arguments);
    }

    Process start(Class<?> main, String... arguments) throws IOException {
        return start(List.of(), main, arguments);
    }

    /** @param before words before those that start the JVM, to do so by another program */
    Process start(List<String> before, Class<?> main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(before);
        command.addAll(List.of(
                // Whoever started the tests may ignore HUP (nohup does), which a JVM inherits and respects.
                "env",
                "--default-signal=HUP",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xlog:class+load:file=" + directory.resolve(arguments[0] + ".classes"),
                "-cp",
                System.getProperty("java.class.path"),
                main.getName(),
                "-c",
                directory.resolve("pullover.toml").toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectOutput(directory.resolve(arguments[0] + ".out").toFile())
                .redirectError(directory.resolve(arguments[0] + ".err").toFile())
                .start();
        started.add(process);
        return process;
    }

    void awaitPublished(String name) {
        Await.until(TIMEOUT, name + " is published", () -> Files.exists(bench.outbox.resolve(name)));
    }

    static boolean contains(Path file, String text) {
        try {
            return Files.exists(file) && Files.readString(file).contains(text);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    long seq(Path head) {
        try {
            return Files.exists(head) ? bench.head().seq() : 0;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    static void signal(Process process, String name) throws IOException, InterruptedException {
        int exitCode = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
        assertEquals(0, exitCode);
    }
}
