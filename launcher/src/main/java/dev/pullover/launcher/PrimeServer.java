package dev.pullover.launcher;

import dev.pullover.testkit.EmbeddedSftpServer;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The server that {@link PrimeCommand} pulls from, as a process of its own: no class of a server shall get into the archive.
 * All that an AOT cache holds is linked at every start, and for one of the server's classes the JVM would check the
 * signature of Bouncy Castle's jar each time, which took 0.3 s.
 */
final class PrimeServer implements AutoCloseable {
    static final String USER = "prime";
    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");
    private static final long STOP_TIMEOUT_SECONDS = 10;

    private final Process process;
    private final int port;
    private final String hostKeyLine;

    private PrimeServer(Process process, int port, String hostKeyLine) {
        this.process = process;
        this.port = port;
        this.hostKeyLine = hostKeyLine;
    }

    /**
     * Starts it.
     *
     * @param errors where it writes what goes wrong
     * @throws IOException if it does not start
     */
    static PrimeServer serving(Path outbox, String authorizedKey, Path errors) throws IOException {
        Process process = new ProcessBuilder(List.of(
                        JAVA.toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        PrimeServer.class.getName(),
                        outbox.toString(),
                        authorizedKey))
                .redirectError(ProcessBuilder.Redirect.appendTo(new File(errors.toString())))
                .start();
        BufferedReader reader = process.inputReader(StandardCharsets.UTF_8);
        String port = reader.readLine();
        String hostKeyLine = reader.readLine();
        if (port == null || hostKeyLine == null) {
            process.destroyForcibly();
            throw new IOException("prime: its server did not start, see " + errors);
        }
        return new PrimeServer(process, Integer.parseInt(port), hostKeyLine);
    }

    int port() {
        return port;
    }

    String hostKeyLine() {
        return hostKeyLine;
    }

    /** It ends with its standard input, so also when this process is killed. */
    @Override
    public void close() {
        try {
            process.getOutputStream().close();
            if (!process.waitFor(STOP_TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** @param arguments the outbox, and the public key that may log in */
    public static void main(String[] arguments) throws IOException {
        PrintStream answer = System.out;
        // The server's own messages.
        System.setOut(System.err);
        try (EmbeddedSftpServer server = EmbeddedSftpServer.serving(Path.of(arguments[0]), USER, arguments[1])
                .readOnly()
                .start()) {
            answer.println(server.port());
            answer.println(server.hostKeyLine());
            while (System.in.read() >= 0) {
                // Nothing is ever written to it.
                continue;
            }
        }
    }
}
