package dev.pullover.common.remote;

import dev.pullover.common.ScratchDirectory;
import dev.pullover.common.config.ServerConfig;
import dev.pullover.common.config.Transport;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Where a connection to a server really goes. With ssh as the transport, {@code ssh_config} may know the host under another
 * name or port, or only by way of another host; {@code ssh -G} says what it makes of that.
 *
 * @param host name or address
 * @param port 1 to 65535
 */
public record SshRoute(String host, int port) {
    private static final String NONE = "none";
    private static final int MAX_PORT = 65_535;

    /**
     * The host and port that a TCP connection reaches; empty if there is none, because the way leads through a jump host or
     * a command. What ssh does not tell within {@code timeout} is taken to be as the configuration says.
     *
     * @param server an {@code sftp:} server
     * @throws InterruptedIOException if the thread is interrupted
     */
    public static Optional<SshRoute> direct(ServerConfig server, Transport transport, Duration timeout)
            throws IOException {
        SshRoute plain = new SshRoute(server.host(), server.port());
        boolean ssh = transport == Transport.OPENSSH || (transport == Transport.AUTO && OpenSshConnector.isInstalled());
        return ssh ? of(ask(server, timeout), plain) : Optional.of(plain);
    }

    /** What follows from the settings for a host. */
    static Optional<SshRoute> of(Map<String, String> settings, SshRoute plain) {
        boolean proxied = List.of("proxyjump", "proxycommand").stream()
                .anyMatch(key -> !settings.getOrDefault(key, NONE).equals(NONE));
        if (proxied) {
            return Optional.empty();
        }
        String port = settings.getOrDefault("port", "");
        boolean known = port.matches("\\d{1,5}") && Integer.parseInt(port) <= MAX_PORT;
        return Optional.of(new SshRoute(
                settings.getOrDefault("hostname", plain.host), known ? Integer.parseInt(port) : plain.port));
    }

    private static Map<String, String> ask(ServerConfig server, Duration timeout) throws IOException {
        List<String> words = new ArrayList<>(List.of("ssh", "-G"));
        server.explicitUser().ifPresent(user -> words.addAll(List.of("-l", user)));
        server.explicitPort().ifPresent(port -> words.addAll(List.of("-p", Integer.toString(port))));
        words.addAll(List.of("--", server.host()));
        try (ScratchDirectory scratch = ScratchDirectory.create()) {
            Path answer = scratch.path().resolve("answer");
            Process process = new ProcessBuilder(words)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(answer.toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            boolean ended = process.waitFor(timeout.toNanos(), TimeUnit.NANOSECONDS);
            process.destroyForcibly();
            return ended ? settings(Files.readString(answer, StandardCharsets.ISO_8859_1)) : Map.of();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while asking ssh about " + server.host());
        }
    }

    /** Lines of a keyword and its value. */
    private static Map<String, String> settings(String lines) {
        Map<String, String> settings = new HashMap<>();
        lines.lines().forEach(line -> {
            int space = line.indexOf(' ');
            if (space > 0) {
                settings.putIfAbsent(line.substring(0, space).toLowerCase(Locale.ROOT), line.substring(space + 1));
            }
        });
        return settings;
    }
}
