package dev.pullover.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.pullover.testkit.Keys;
import dev.pullover.testkit.OpenSshServer;
import dev.pullover.testkit.Trees;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.io.FileUtils;

/**
 * A whole installation for process tests: a production and a backup server (real sshd on the loopback), sources, outboxes,
 * replica and state below one directory, and the script {@code pullover} run as users run it.
 */
final class Site implements AutoCloseable {
    static final long COMMAND_TIMEOUT_SECONDS = 120;

    static final Path SCRIPT = Path.of("../pullover").toAbsolutePath().normalize();

    private final Path directory;
    private final OpenSshServer production;
    private final OpenSshServer backup;
    private final List<Process> started = new ArrayList<>();
    private String extra = "";

    private Site(Path directory, OpenSshServer production, OpenSshServer backup) {
        this.directory = directory;
        this.production = production;
        this.backup = backup;
    }

    /** Two servers are up; nothing is published yet. */
    static Site in(Path directory) throws IOException {
        orSkip();
        for (String name : new String[] {"data", "production", "backup", "replica", "sshd-1", "sshd-2"}) {
            Files.createDirectories(directory.resolve(name));
        }
        String key = Keys.generate(directory.resolve("id"));
        Site site = new Site(
                directory,
                OpenSshServer.in(directory.resolve("sshd-1"), key).start(),
                OpenSshServer.in(directory.resolve("sshd-2"), key).start());
        site.configure("");
        return site;
    }

    /** Skips tests where there is no OpenSSH server, but never in continuous integration. */
    private static void orSkip() {
        if (OpenSshServer.isInstalled()) {
            return;
        }
        if ("true".equals(System.getenv("CI"))) {
            fail("no /usr/sbin/sshd on a CI machine: install the package openssh-server");
        }
        System.err.println("SKIPPED: process tests of the whole suite, as there is no /usr/sbin/sshd;"
                + " install the package openssh-server");
        abort("no /usr/sbin/sshd");
    }

    /**
     * Writes the configuration, with more sections or keys at its end. A server that does not answer is waited for long: on
     * a busy machine a good one may take its time, and one that a test has suspended is to hang until that goes on.
     */
    void configure(String more) throws IOException {
        extra = more;
        writeConfig(production.hostKeyLine(), directory.resolve("id"));
    }

    void configureWith(String productionHostKey, Path identity) throws IOException {
        writeConfig(productionHostKey, identity);
    }

    private void writeConfig(String productionHostKey, Path identity) throws IOException {
        Files.writeString(config(), """
                [replica]
                directory = "replica"
                state = "state"
                reserve = "1MB"

                [check]
                interval = "500ms"
                timeout = "1m"

                [[servers]]
                name = "production"
                uri = "sftp://%s@127.0.0.1:%d%s"
                identity-file = "%s"
                host-keys = ["%s"]

                [[servers]]
                name = "backup"
                uri = "sftp://%s@127.0.0.1:%d%s"
                identity-file = "%s"
                host-keys = ["%s"]

                [publish]
                sources = ["**"]
                base = "data"
                outbox = "production"
                state = "publisher"
                %s
                """.formatted(
                        production.user(),
                        production.port(),
                        directory.resolve("production"),
                        identity,
                        productionHostKey,
                        backup.user(),
                        backup.port(),
                        directory.resolve("backup"),
                        identity,
                        backup.hostKeyLine(),
                        extra));
    }

    Path config() {
        return directory.resolve("pullover.toml");
    }

    Path data() {
        return directory.resolve("data");
    }

    Path replica() {
        return directory.resolve("replica");
    }

    Path state() {
        return directory.resolve("state");
    }

    Path outbox() {
        return directory.resolve("production");
    }

    OpenSshServer production() {
        return production;
    }

    OpenSshServer backup() {
        return backup;
    }

    /** Publishes what is in {@link #data()}, and lets the owners' replication bring it to the backup. */
    void publish() throws IOException, InterruptedException {
        assertEquals(0, pullover("publishlist", "once").exitCode());
        FileUtils.copyDirectory(outbox().toFile(), directory.resolve("backup").toFile());
    }

    /** Runs a command to its end. */
    Result pullover(String... arguments) throws IOException, InterruptedException {
        return run(List.of(), arguments);
    }

    /** Runs a command to its end, under another one such as strace. */
    Result run(List<String> wrapper, String... arguments) throws IOException, InterruptedException {
        return run(wrapper, config(), arguments);
    }

    /** Runs a command with another configuration than this site's. */
    Result with(Path config, String... arguments) throws IOException, InterruptedException {
        return run(List.of(), config, arguments);
    }

    private Result run(List<String> wrapper, Path config, String... arguments)
            throws IOException, InterruptedException {
        Path out = Files.createTempFile(directory, "out", "");
        Path err = Files.createTempFile(directory, "err", "");
        Process process = command(wrapper, config, arguments)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        if (!process.waitFor(COMMAND_TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError(
                    "pullover " + String.join(" ", arguments) + " did not end: " + Files.readString(err));
        }
        return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    /** Starts a command and leaves it running; it is killed when the site is closed. */
    Process begin(String... arguments) throws IOException {
        return begin(Map.of(), arguments);
    }

    /** Same, with more in its environment. */
    Process begin(Map<String, String> environment, String... arguments) throws IOException {
        Path output = directory.resolve(String.join("-", arguments).replace('/', '_') + ".txt");
        ProcessBuilder builder = command(List.of(), config(), arguments)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        started.add(process);
        return process;
    }

    /** The sum of a counter over all labels, as {@code stat dump} tells it. */
    long counter(String name) throws IOException, InterruptedException {
        Result dump = pullover("stat", "dump", "--format", "prometheus");
        assertEquals(0, dump.exitCode(), dump.toString());
        Matcher matcher = Pattern.compile("(?m)^pullover_" + name + "(?:_total)?(?:\\{[^}]*})? (\\S+)")
                .matcher(dump.out());
        double sum = 0;
        while (matcher.find()) {
            sum += Double.parseDouble(matcher.group(1));
        }
        return (long) sum;
    }

    /** What differs between the sources and the replica. */
    List<Trees.Difference> differences() throws IOException {
        return Trees.compare(data(), replica(), Trees.Aspect.MTIME);
    }

    /** Copies the regular files of a real tree into the sources, at most {@code limit} of them. */
    int copyRealTree(Path from, int limit) throws IOException {
        int[] copied = {0};
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (attributes.isRegularFile() && Files.isReadable(file)) {
                    Path target = data().resolve(from.relativize(file).toString());
                    Files.createDirectories(target.getParent());
                    Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES);
                    copied[0]++;
                }
                return copied[0] < limit ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
            }
        });
        return copied[0];
    }

    private ProcessBuilder command(List<String> wrapper, Path config, String... arguments) {
        List<String> command = new ArrayList<>(wrapper);
        // Whoever started the tests may ignore HUP (nohup does), which a JVM inherits and respects.
        command.addAll(List.of("env", "--default-signal=HUP", SCRIPT.toString(), "-c", config.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("PULLOVER_NO_BUILD", "1");
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        return builder;
    }

    @Override
    public void close() {
        started.forEach(Process::destroyForcibly);
        production.close();
        backup.close();
    }

    /** How a command ended. */
    record Result(int exitCode, String out, String err) {
        @Override
        public String toString() {
            return "exit code " + exitCode + "\nstdout: " + out + "\nstderr: " + err;
        }
    }
}
