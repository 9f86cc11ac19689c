package dev.pullover.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.pullover.testkit.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Listens as systemd does, on a Unix socket for datagrams. Python has these, Java lacks them. */
final class DatagramListener implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final Path PYTHON = Path.of("/usr/bin/python3");
    /** Prints each message on one line, after the microseconds of CLOCK_MONOTONIC. */
    private static final String PROGRAM = """
            import socket, sys, time
            s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
            name = sys.argv[1]
            s.bind('\\0' + name[1:] if name[0] == '@' else name)
            print('listening', flush=True)
            while True:
                text = s.recv(4096).decode()
                print(time.monotonic_ns() // 1000, text.replace('\\n', '|'), flush=True)
            """;

    private final Process process;
    private final Path output;

    private DatagramListener(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /**
     * Listens when this returns.
     *
     * @param address path, or {@code @} and a name of the abstract namespace
     */
    static DatagramListener on(String address, Path directory) throws IOException {
        if (!Files.exists(PYTHON)) {
            if ("true".equals(System.getenv("CI"))) {
                fail("no " + PYTHON + " on a CI machine: install the package python3");
            }
            abort("SKIPPED: no python3, so nobody listens as systemd does");
        }
        Path output = Files.createTempFile(directory, "datagrams", ".txt");
        Process process = new ProcessBuilder(PYTHON.toString(), "-c", PROGRAM, address)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        DatagramListener listener = new DatagramListener(process, output);
        Await.until(
                TIMEOUT,
                "python3 to listen",
                () -> !process.isAlive() || !listener.lines().isEmpty());
        assertEquals(List.of("listening"), listener.lines());
        return listener;
    }

    /** What has come so far: {@code 1234567 READY=1|STATUS=…}. */
    List<String> messages() {
        List<String> lines = lines();
        return lines.subList(1, lines.size());
    }

    /** The first message after the first {@code skip} ones that contains {@code text}; waits for it. */
    String await(String text, int skip) {
        Await.until(TIMEOUT, text + " to come", () -> find(text, skip) != null);
        return find(text, skip);
    }

    private String find(String text, int skip) {
        return messages().stream()
                .skip(skip)
                .filter(line -> line.contains(text))
                .findFirst()
                .orElse(null);
    }

    private List<String> lines() {
        try {
            return Files.readString(output).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
