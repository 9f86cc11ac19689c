package dev.pullover.launcher;

import dev.pullover.common.config.Config;
import dev.pullover.common.config.ConfigLoader;
import dev.pullover.common.state.StateDirectory;
import dev.pullover.testkit.EmbeddedSftpServer;
import dev.pullover.testkit.Keys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.TimeUnit;

/**
 * The stage of the demo, all below one directory: a production and a backup server (embedded SFTP servers with keys made
 * for the occasion, pinned), a publisher in its own JVM, the owners' replication from production to backup, and the
 * replica with its five modules.
 */
final class DemoScene implements AutoCloseable {
    private static final String USER = "sync";
    private static final long PUBLISHER_STOP_SECONDS = 15;

    private final Path directory;
    private final EmbeddedSftpServer production;
    private final EmbeddedSftpServer backup;
    private final DemoReplication replication;
    private final Config config;
    private final StateDirectory state;
    private final Process publisher;
    private final Supervisor supervisor;

    private DemoScene(
            Path directory, EmbeddedSftpServer production, EmbeddedSftpServer backup, Script script, Path configFile)
            throws IOException {
        this.directory = directory;
        this.production = production;
        this.backup = backup;
        this.config = ConfigLoader.load(configFile);
        this.state = new StateDirectory(config.requireReplica().state()).prepare();
        this.publisher = script.process(
                        configFile, directory.resolve("publishlist.out").toFile(), "publishlist", "run")
                .start();
        this.replication = DemoReplication.start(directory.resolve("production"), directory.resolve("backup"));
        this.supervisor = new Supervisor(script, configFile, state, Clock.systemUTC(), System::nanoTime, () -> {});
        supervisor.start();
    }

    static DemoScene build(Path directory) throws IOException {
        for (String name : new String[] {"data", "production", "backup", "replica"}) {
            Files.createDirectory(directory.resolve(name));
        }
        String key = Keys.generate(directory.resolve("id"));
        EmbeddedSftpServer production = server(directory.resolve("production"), key);
        EmbeddedSftpServer backup = server(directory.resolve("backup"), key);
        Path config = directory.resolve("pullover.toml");
        Files.writeString(config, configuration(production, backup));
        return new DemoScene(directory, production, backup, Script.ofThisProcess(), config);
    }

    private static EmbeddedSftpServer server(Path outbox, String authorizedKey) throws IOException {
        return EmbeddedSftpServer.serving(outbox, USER, authorizedKey)
                .readOnly()
                .start();
    }

    private static String section(String name, EmbeddedSftpServer server) {
        return LocalServer.section(name, USER, server.port(), server.hostKeyLine());
    }

    private static String configuration(EmbeddedSftpServer production, EmbeddedSftpServer backup) {
        return """
                [replica]
                directory = "replica"
                state = "state"
                reserve = "10MB"

                %s
                %s
                [check]
                interval = "500ms"

                [failback]
                hold = "2s"

                [publish]
                sources = ["**"]
                base = "data"
                outbox = "production"
                state = "publisher"
                interval = "200ms"
                """.formatted(section("production", production), section("backup", backup));
    }

    Path directory() {
        return directory;
    }

    /** Where files to be published are put. */
    Path data() {
        return directory.resolve("data");
    }

    Path replica() {
        return directory.resolve("replica");
    }

    StateDirectory state() {
        return state;
    }

    EmbeddedSftpServer production() {
        return production;
    }

    Supervisor supervisor() {
        return supervisor;
    }

    Path configFile() {
        return config.file();
    }

    /** Whether the publisher is still at work; if not, nothing will ever arrive. */
    boolean isPublishing() {
        return publisher.isAlive();
    }

    @Override
    public void close() {
        // An interrupt (Ctrl-C) is why we may be here; what was started must be stopped all the same.
        boolean interrupted = Thread.interrupted();
        try {
            supervisor.stop();
            publisher.destroy();
            publisher.waitFor(PUBLISHER_STOP_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        publisher.destroyForcibly();
        replication.close();
        production.close();
        backup.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
