package dev.pullover.bench;

import dev.pullover.testkit.FaultProxy;
import dev.pullover.testkit.Keys;
import dev.pullover.testkit.OpenSshServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A whole installation that can be broken: two real servers behind {@link FaultProxy}s, a publisher, the modules under
 * their supervisor, and, for root, a small disk with the replica and the state. Thread-safe.
 */
final class ChaosScene implements AutoCloseable {
    static final List<String> SERVERS = List.of("production", "backup");

    static final String DISK = "disk";

    private static final String DISK_SIZE = "400m";
    private static final long COMMAND_SECONDS = 300;
    private static final int START_TRIES = 60;
    private static final Pattern PID = Pattern.compile("pid=(\\d+)");

    private final Path directory;
    private final boolean smallDisk;
    private final ChaosInterruption interruption;
    private final OpenSshServer production;
    private final OpenSshServer backup;
    private final FaultProxy productionLine;
    private final FaultProxy backupLine;
    private final AtomicInteger commands = new AtomicInteger();
    private @Nullable Process publisher;

    private ChaosScene(Path directory, boolean smallDisk, ChaosInterruption interruption) throws IOException {
        this.interruption = interruption;
        this.directory = directory;
        this.smallDisk = smallDisk;
        String key = Keys.generate(directory.resolve("id"));
        this.production = server("production", key);
        this.backup = server("backup", key);
        this.productionLine = FaultProxy.before(production.port());
        this.backupLine = FaultProxy.before(backup.port());
    }

    /** Everything runs, nothing is published yet. After an interruption nothing is started any more. */
    static ChaosScene start(Path directory, ChaosInterruption interruption)
            throws IOException, InterruptedException, WrongResultException {
        for (String name :
                List.of("data", "stage", "tmp", "production", "backup", DISK, "sshd-production", "sshd-backup")) {
            Files.createDirectories(directory.resolve(name));
        }
        ChaosScene scene = new ChaosScene(directory, mountDisk(directory.resolve(DISK)), interruption);
        try {
            scene.configure();
            scene.must("publishlist", "once");
            scene.startPublisher();
            scene.startModules();
            return scene;
        } catch (IOException | InterruptedException | WrongResultException e) {
            scene.close();
            throw e;
        }
    }

    Path data() {
        return directory.resolve("data");
    }

    /** Where files are made before they get into {@link #data()}. */
    Path stage() {
        return directory.resolve("stage");
    }

    Path disk() {
        return directory.resolve(DISK);
    }

    Path replica() {
        return disk().resolve("replica");
    }

    Path state() {
        return disk().resolve("state");
    }

    Path outbox() {
        return directory.resolve("production");
    }

    /** Whether replica and state lie on a disk of their own, which may be filled. */
    boolean hasSmallDisk() {
        return smallDisk;
    }

    OpenSshServer server(String name) {
        return name.equals("production") ? production : backup;
    }

    FaultProxy line(String name) {
        return name.equals("production") ? productionLine : backupLine;
    }

    /** Runs {@code pullover ARGUMENTS…} to its end; what it prints is kept in the scene's directory. */
    ChaosResult pullover(String... arguments) throws IOException, InterruptedException {
        return run(Lab.pullover(config(), arguments));
    }

    void must(String... arguments) throws IOException, InterruptedException, WrongResultException {
        ChaosResult result = pullover(arguments);
        if (result.exitCode() != 0) {
            throw new WrongResultException(
                    String.join(" ", arguments) + " ended with " + result.exitCode() + ": " + result.output());
        }
    }

    /**
     * Starts the supervisor, unless it runs, and waits until all modules run: on a busy machine they may take longer than
     * {@code start} has patience.
     */
    void startModules() throws IOException, InterruptedException, WrongResultException {
        ChaosResult started = pullover("start");
        ChaosResult status = pullover("status");
        for (int i = 0; status.exitCode() != 0 && i < START_TRIES; i++) {
            TimeUnit.SECONDS.sleep(1);
            if (process("launcher").isEmpty()) {
                started = pullover("start");
            }
            status = pullover("status");
        }
        if (status.exitCode() != 0) {
            throw new WrongResultException("not started: " + started.output() + status.output());
        }
    }

    /** Runs any program to its end. */
    ChaosResult run(List<String> command) throws IOException, InterruptedException {
        refuseIfInterrupted();
        Path output = directory.resolve("command-" + commands.incrementAndGet() + ".out");
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .redirectInput(Path.of("/dev/null").toFile());
        builder.environment().putAll(environment());
        Process process = builder.start();
        if (!process.waitFor(COMMAND_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            return new ChaosResult(-1, String.join(" ", command) + " did not end in " + COMMAND_SECONDS + " s");
        }
        return new ChaosResult(process.exitValue(), Files.readString(output));
    }

    /** The process that runs a module now, or the supervisor ({@code launcher}); never one of another installation. */
    Optional<ProcessHandle> process(String module) throws IOException {
        Path lock = state().resolve("locks").resolve(module + ".lock");
        Matcher matcher = PID.matcher(Files.exists(lock) ? Files.readString(lock) : "");
        return matcher.find()
                ? ProcessHandle.of(Long.parseLong(matcher.group(1))).filter(this::isOurs)
                : Optional.empty();
    }

    /** Sends a signal such as {@code STOP}. */
    void signal(String name, ProcessHandle process) throws IOException, InterruptedException {
        new ProcessBuilder("/bin/kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    synchronized void startPublisher() throws IOException {
        refuseIfInterrupted();
        ProcessBuilder builder = new ProcessBuilder(Lab.pullover(config(), "publishlist", "run"))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("publisher.out").toFile()));
        builder.environment().putAll(environment());
        publisher = builder.start();
    }

    synchronized void killPublisher() throws InterruptedException {
        if (publisher != null) {
            publisher.destroyForcibly().waitFor();
        }
    }

    /** Ends the publisher in the ordinary way. */
    synchronized void stopPublisher() throws InterruptedException {
        if (publisher != null) {
            publisher.destroy();
            publisher.waitFor();
        }
    }

    /** What the owners' replication does: names in any order, contents in pieces. */
    void replicate() throws IOException, InterruptedException {
        run(List.of("cp", "-a", "-u", "--no-preserve=ownership", outbox() + "/.", directory + "/backup"));
    }

    @Override
    public void close() throws IOException, InterruptedException {
        killPublisher();
        if (!interruption.happened()) {
            pullover("stop");
        }
        productionLine.close();
        backupLine.close();
        production.close();
        backup.close();
        ChaosRemains.remove(directory);
    }

    private void refuseIfInterrupted() throws IOException {
        if (interruption.happened()) {
            throw new IOException("interrupted");
        }
    }

    /**
     * What killed processes leave among the temporary files goes with the scene's directory, and so does the report of a JVM
     * that wrote to a mapped file when the disk was full.
     */
    private Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>(Lab.environment());
        Path tmp = directory.resolve("tmp");
        environment.put(
                "PULLOVER_JAVA_OPTIONS", "-Djava.io.tmpdir=" + tmp + " -XX:ErrorFile=" + tmp + "/hs_err_%p.log");
        return environment;
    }

    private boolean isOurs(ProcessHandle process) {
        try {
            String line = Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"));
            return line.contains("dev.pullover") && line.contains(config().toString());
        } catch (IOException e) {
            return false; // gone since
        }
    }

    private OpenSshServer server(String name, String key) throws IOException {
        return OpenSshServer.in(directory.resolve("sshd-" + name), key)
                .option("MaxSessions 100")
                .start();
    }

    private static boolean mountDisk(Path disk) throws IOException, InterruptedException {
        return System.getProperty("user.name").equals("root")
                && new ProcessBuilder("mount", "-t", "tmpfs", "-o", "size=" + DISK_SIZE, "none", disk.toString())
                                .start()
                                .waitFor()
                        == 0;
    }

    private Path config() {
        return directory.resolve("pullover.toml");
    }

    private void configure() throws IOException {
        Files.writeString(config(), """
                [replica]
                directory = "disk/replica"
                state = "disk/state"
                reserve = "16MB"

                [[servers]]
                name = "production"
                uri = "sftp://%1$s@127.0.0.1:%2$d%4$s/production"
                identity-file = "id"
                host-keys = ["%5$s"]

                [[servers]]
                name = "backup"
                uri = "sftp://%1$s@127.0.0.1:%3$d%4$s/backup"
                identity-file = "id"
                host-keys = ["%6$s"]

                [check]
                interval = "1s"
                timeout = "2s"

                [failback]
                hold = "3s"

                [stat]
                listen = "127.0.0.1:0"

                [publish]
                sources = ["**"]
                base = "data"
                outbox = "production"
                state = "publisher"
                snapshot-every = 1
                """.formatted(
                        production.user(),
                        productionLine.port(),
                        backupLine.port(),
                        directory,
                        production.hostKeyLine(),
                        backup.hostKeyLine()));
    }
}
