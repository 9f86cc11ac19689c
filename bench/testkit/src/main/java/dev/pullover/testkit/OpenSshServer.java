package dev.pullover.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The real OpenSSH server as a child process on 127.0.0.1, with a configuration, host key and log of
 * its own; nothing of the machine's configuration is used or touched. It runs as the user who runs
 * this JVM, who is also the one that can log in, with absolute paths. It ends with this JVM at the
 * latest, unless that is killed.
 *
 * <p>Not thread-safe.
 */
public final class OpenSshServer implements AutoCloseable {
    private static final Path SSHD = Path.of("/usr/sbin/sshd");
    /** Where a server run by root wants to lock itself in before login. */
    private static final Path PRIVILEGE_SEPARATION = Path.of("/run/sshd");

    private static final Duration START_TIMEOUT = Duration.ofSeconds(20);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);
    private static final int BANNER_TIMEOUT_MS = 2_000;
    /** Another process may take the free port that was found, before sshd does. */
    private static final int PORT_ATTEMPTS = 5;

    private final Builder settings;
    private final Thread reaper = new Thread(this::reap, "stop-sshd");
    private int port;
    private int hostKeys;
    private String hostKeyLine = "";
    private @Nullable Process process;

    private OpenSshServer(Builder settings) {
        this.settings = settings;
    }

    /** Whether there is a server to start. */
    public static boolean isInstalled() {
        return Files.isExecutable(SSHD);
    }

    /**
     * Settings of a server; {@link Builder#start} makes it.
     *
     * @param directory an existing directory for its configuration, keys and log
     * @param authorizedKey the public key that may log in, as in {@code authorized_keys}
     */
    public static Builder in(Path directory, String authorizedKey) {
        return new Builder(directory.toAbsolutePath(), authorizedKey);
    }

    /** The port on 127.0.0.1; it stays the same over restarts. */
    public int port() {
        return port;
    }

    /** Who can log in. */
    public String user() {
        return System.getProperty("user.name");
    }

    /** The host's public key as in {@code known_hosts}, without the host name: {@code ssh-ed25519 AAAA…}. */
    public String hostKeyLine() {
        return hostKeyLine;
    }

    /** What the server wrote so far, for messages. */
    public String log() throws IOException {
        Path log = logFile();
        return Files.exists(log) ? Files.readString(log) : "";
    }

    /**
     * Makes another host key, used from the next {@link #start} on.
     *
     * @param type {@code ed25519}, {@code ecdsa} or {@code rsa}
     */
    public void replaceHostKey(String type) throws IOException {
        hostKeyLine = Keys.sshKeygen(settings.directory.resolve("host_key_" + ++hostKeys), type);
    }

    /** Starts it again, if stopped, and returns when it greets. */
    public void start() throws IOException {
        if (process != null) {
            return;
        }
        Path configuration = settings.directory.resolve("sshd_config");
        Files.write(configuration, configuration());
        Process starting = new ProcessBuilder(SSHD.toString(), "-D", "-e", "-f", configuration.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(logFile().toFile()))
                .start();
        process = starting;
        boolean greets = Await.within(START_TIMEOUT, () -> !starting.isAlive() || greets());
        if (!greets || !starting.isAlive()) {
            kill();
            throw new IOException("sshd on port " + port + " did not start: " + log());
        }
    }

    /** Ends the server and all its sessions in the ordinary way; their connections drop. */
    public void stop() {
        end("TERM");
    }

    /** Kills the server and all its sessions. */
    public void kill() {
        end("KILL");
    }

    /** Nothing answers any more, but all connections stay open, and new ones are still taken by the kernel. */
    public void suspend() throws IOException {
        tree().suspend();
    }

    /** Goes on after {@link #suspend}. */
    public void resume() throws IOException {
        tree().resume();
    }

    /** Same as {@link #stop}, for good. */
    @Override
    public void close() {
        stop();
        try {
            Runtime.getRuntime().removeShutdownHook(reaper);
        } catch (IllegalStateException e) {
            // the JVM is ending, and the hook with it
        }
    }

    private void startFirst() throws IOException {
        if (Files.isWritable(PRIVILEGE_SEPARATION.getParent())) {
            Files.createDirectories(PRIVILEGE_SEPARATION);
        }
        Files.writeString(settings.directory.resolve("authorized_keys"), settings.authorizedKey + "\n");
        replaceHostKey(settings.hostKeyType);
        for (int attempt = 1; process == null; attempt++) {
            port = settings.port == 0 ? FreePort.pick() : settings.port;
            try {
                start();
            } catch (IOException e) {
                if (settings.port != 0 || attempt == PORT_ATTEMPTS || !log().contains("Address already in use")) {
                    throw e;
                }
            }
        }
        Runtime.getRuntime().addShutdownHook(reaper);
    }

    private void reap() {
        Process running = process;
        if (running != null) {
            running.descendants().forEach(ProcessHandle::destroyForcibly);
            running.destroyForcibly();
        }
    }

    private void end(String signal) {
        if (process == null) {
            return;
        }
        try {
            tree().end(signal, STOP_TIMEOUT);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            process = null;
        }
    }

    private ProcessTree tree() {
        if (process == null) {
            throw new IllegalStateException("sshd on port " + port + " is not running");
        }
        return new ProcessTree(process.toHandle());
    }

    private Path logFile() {
        return settings.directory.resolve("sshd.log");
    }

    private List<String> configuration() {
        List<String> lines = new ArrayList<>(settings.options);
        lines.addAll(List.of(
                "Port " + port,
                "ListenAddress 127.0.0.1",
                "HostKey " + settings.directory.resolve("host_key_" + hostKeys),
                "AuthorizedKeysFile " + settings.directory.resolve("authorized_keys"),
                "PubkeyAuthentication yes",
                "PasswordAuthentication no",
                "KbdInteractiveAuthentication no",
                "PermitRootLogin yes",
                // The test's directories may be writable by others, and the user's account locked for passwords.
                "StrictModes no",
                "UsePAM no",
                "UseDNS no",
                "PidFile none",
                "MaxStartups 1000",
                "Subsystem sftp internal-sftp"));
        return lines;
    }

    private boolean greets() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BANNER_TIMEOUT_MS);
            socket.setSoTimeout(BANNER_TIMEOUT_MS);
            InputStream in = socket.getInputStream();
            return new String(in.readNBytes(4), StandardCharsets.US_ASCII).equals("SSH-");
        } catch (IOException e) {
            return false;
        }
    }

    /** Settings of an {@link OpenSshServer}. */
    public static final class Builder {
        private final Path directory;
        private final String authorizedKey;
        private final List<String> options = new ArrayList<>();
        private int port;
        private String hostKeyType = "ed25519";

        private Builder(Path directory, String authorizedKey) {
            this.directory = directory;
            this.authorizedKey = authorizedKey;
        }

        /** A fixed port, 1 to 65535, instead of any free one. */
        public Builder port(int fixed) {
            this.port = fixed;
            return this;
        }

        /** {@code ed25519} (unless told otherwise), {@code ecdsa} or {@code rsa}. */
        public Builder hostKeyType(String type) {
            this.hostKeyType = type;
            return this;
        }

        /** A line of {@code sshd_config}, which beats the server's own: the first value of a keyword counts. */
        public Builder option(String line) {
            options.add(line);
            return this;
        }

        /**
         * Starts the server and returns when it greets.
         *
         * @throws IOException if it does not start; the message has its log
         */
        public OpenSshServer start() throws IOException {
            OpenSshServer server = new OpenSshServer(this);
            server.startFirst();
            return server;
        }
    }
}
