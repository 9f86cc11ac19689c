package dev.pullover.bench;

import dev.pullover.testkit.FaultProxy;
import dev.pullover.testkit.Keys;
import dev.pullover.testkit.OpenSshServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A server (the real sshd on the loopback) with an outbox, and what Pullover and its peers need to pull from it. Everything
 * lies below one directory.
 */
final class Lab implements AutoCloseable {
    /** Path of the script {@code pullover}. */
    static final String SCRIPT = System.getProperty("pullover.script");

    private final Path directory;
    private final OpenSshServer server;
    private final FaultProxy proxy;

    /** @param options lines of {@code sshd_config} */
    Lab(Path directory, String... options) throws IOException {
        this.directory = directory;
        for (Path made : List.of(data(), outbox(), directory.resolve("sshd"))) {
            Files.createDirectories(made);
        }
        String key = Keys.generate(directory.resolve("id"));
        OpenSshServer.Builder builder =
                OpenSshServer.in(directory.resolve("sshd"), key).option("MaxSessions 100");
        List.of(options).forEach(builder::option);
        this.server = builder.start();
        this.proxy = FaultProxy.before(server.port());
        Files.writeString(
                directory.resolve("known_hosts"),
                "[127.0.0.1]:%d %s%n[127.0.0.1]:%d %s%n"
                        .formatted(server.port(), server.hostKeyLine(), proxy.port(), server.hostKeyLine()));
    }

    Path data() {
        return directory.resolve("data");
    }

    Path outbox() {
        return directory.resolve("outbox");
    }

    OpenSshServer server() {
        return server;
    }

    /** Stands before the server: for counting bytes, not for times. */
    FaultProxy proxy() {
        return proxy;
    }

    Path directory() {
        return directory;
    }

    /** A replica of Pullover's: its directory and state are {@code NAME} and {@code NAME.state}. */
    Path configure(String name, int port, String more) throws IOException {
        Path file = directory.resolve(name + ".toml");
        Files.createDirectories(directory.resolve(name));
        Files.writeString(file, """
                [replica]
                directory = "%1$s"
                state = "%1$s.state"
                reserve = "1MB"

                [[servers]]
                name = "production"
                uri = "sftp://%2$s@127.0.0.1:%3$d%4$s"
                identity-file = "id"
                known-hosts = "known_hosts"

                [publish]
                sources = ["**"]
                base = "data"
                outbox = "outbox"
                state = "publisher"
                %5$s
                """.formatted(name, server.user(), port, outbox(), more));
        return file;
    }

    /** The command line of {@code pullover -c CONFIG ...}. */
    static List<String> pullover(Path config, String... arguments) {
        return concat(List.of(SCRIPT, "-c", config.toString()), List.of(arguments));
    }

    /** What the script needs in its environment: it was built before. */
    static Map<String, String> environment() {
        return Map.of("PULLOVER_NO_BUILD", "1");
    }

    /** The command line of rsync, pulling the outbox to {@code replica}. */
    List<String> rsync(Path replica, int port) {
        return List.of(
                "rsync",
                "-a",
                "--exclude=/.pullover",
                "-e",
                "ssh -F /dev/null -p %d -i %s -o IdentitiesOnly=yes -o UserKnownHostsFile=%s"
                        .formatted(port, directory.resolve("id"), directory.resolve("known_hosts")),
                server.user() + "@127.0.0.1:" + outbox() + "/",
                replica + "/");
    }

    /** The command line of rclone, pulling the outbox to {@code replica}. */
    List<String> rclone(Path replica, int port) {
        return List.of(
                "rclone",
                "copy",
                "--config=/dev/null",
                "--sftp-disable-hashcheck",
                "--checkers=32",
                "--transfers=32",
                "--exclude=/.pullover/**",
                ":sftp,host=127.0.0.1,port=%d,user=%s,key_file=%s,known_hosts_file=%s:%s"
                        .formatted(
                                port,
                                server.user(),
                                directory.resolve("id"),
                                directory.resolve("known_hosts"),
                                outbox()),
                replica.toString());
    }

    /** The command line of lftp, pulling the outbox to {@code replica}. */
    List<String> lftp(Path replica, int port) {
        String ssh = "ssh -a -x -F /dev/null -i %s -o IdentitiesOnly=yes -o UserKnownHostsFile=%s"
                .formatted(directory.resolve("id"), directory.resolve("known_hosts"));
        return List.of(
                "lftp",
                "--norc",
                "-e",
                "set sftp:connect-program \"%s\"; mirror --parallel=8 --exclude ^\\.pullover/ %s/ %s/ && exit 0; exit 1"
                        .formatted(ssh, outbox(), replica),
                "sftp://%s:x@127.0.0.1:%d".formatted(server.user(), port));
    }

    /** Runs a command that is not measured. */
    void must(List<String> command) throws IOException, InterruptedException, WrongResultException {
        Measure.run(command, environment(), directory.resolve("must.txt"));
    }

    /** Starts a command that runs on, its output in a file of its name. */
    Process begin(String name, List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve(name + ".out").toFile());
        builder.environment().putAll(environment());
        return builder.start();
    }

    /** Compares a replica with the sources, by a program that has no part in this. */
    void requireEqual(Path replica) throws IOException, InterruptedException, WrongResultException {
        Process process = new ProcessBuilder(
                        "diff", "-rq", "--no-dereference", "--exclude=.pullover", data().toString(), replica.toString())
                .redirectErrorStream(true)
                .start();
        try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
            String first = reader.readLine();
            process.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
            if (process.waitFor() != 0) {
                throw new WrongResultException(replica + " is not like the sources: " + first);
            }
        }
    }

    @Override
    public void close() throws IOException {
        proxy.close();
        server.close();
    }

    private static List<String> concat(List<String> first, List<String> second) {
        return java.util.stream.Stream.concat(first.stream(), second.stream()).toList();
    }
}
