package dev.pullover.testserver;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.pullover.common.catalog.CatalogHead;
import dev.pullover.common.catalog.CatalogLayout;
import dev.pullover.testkit.Keys;
import dev.pullover.testkit.OpenSshServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Two real OpenSSH servers on the loopback, each with an outbox, and a configuration of them. */
final class RealServers implements AutoCloseable {
    final Path directory;
    final OpenSshServer production;
    final OpenSshServer backup;

    RealServers(Path directory) throws IOException {
        orSkip();
        this.directory = directory;
        String key = Keys.sshKeygen(directory.resolve("id"), "ed25519");
        publish("production", Rig.head(100));
        publish("backup", Rig.head(100));
        production = server("production", key);
        backup = server("backup", key);
        pinHostKeys();
    }

    /** Skips tests where there is no OpenSSH server, but never in continuous integration. */
    private static void orSkip() {
        if (OpenSshServer.isInstalled()) {
            return;
        }
        if ("true".equals(System.getenv("CI"))) {
            fail("no /usr/sbin/sshd on a CI machine: install the package openssh-server");
        }
        System.err.println("SKIPPED: tests of testserver against real OpenSSH servers: no /usr/sbin/sshd;"
                + " install the package openssh-server");
        abort("no /usr/sbin/sshd");
    }

    /** Writes the configuration, with tables of its own in addition. */
    Path configure(String... tables) throws IOException {
        Path file = directory.resolve("pullover.toml");
        StringBuilder text = new StringBuilder("""
                [replica]
                directory = "%1$s/replica"
                state = "%1$s/state"
                reserve = "0B"
                """.formatted(directory));
        for (String name : new String[] {"production", "backup"}) {
            text.append("""
                    [[servers]]
                    name = "%1$s"
                    uri = "sftp://%2$s@127.0.0.1:%3$d%4$s"
                    identity-file = "%5$s/id"
                    known-hosts = "%5$s/known_hosts"
                    """.formatted(name, production.user(), server(name).port(), outbox(name), directory));
        }
        Files.writeString(file, text + String.join("\n", tables) + "\n");
        return file;
    }

    Path outbox(String name) {
        return directory.resolve(name + "-outbox");
    }

    OpenSshServer server(String name) {
        return name.equals("production") ? production : backup;
    }

    void publish(String name, CatalogHead head) throws IOException {
        Path file = CatalogLayout.in(outbox(name), CatalogLayout.HEAD);
        Files.createDirectories(file.getParent());
        Files.write(file, head.bytes());
    }

    /** From now on, the present host keys are the right ones. */
    void pinHostKeys() throws IOException {
        Files.writeString(directory.resolve("known_hosts"), line(production) + line(backup));
    }

    @Override
    public void close() {
        production.close();
        backup.close();
    }

    private static String line(OpenSshServer server) {
        return "[127.0.0.1]:" + server.port() + " " + server.hostKeyLine() + "\n";
    }

    private OpenSshServer server(String name, String key) throws IOException {
        return OpenSshServer.in(Files.createDirectory(directory.resolve(name + "-sshd")), key)
                .start();
    }
}
