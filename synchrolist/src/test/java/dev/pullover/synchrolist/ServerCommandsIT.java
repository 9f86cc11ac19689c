package dev.pullover.synchrolist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pullover.common.ExitCode;
import dev.pullover.common.cli.Commands;
import dev.pullover.common.cli.GlobalOptions;
import dev.pullover.testkit.Keys;
import dev.pullover.testkit.OpenSshServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Commands that look at servers, here outboxes behind a real sshd. */
final class ServerCommandsIT {
    /** More than one answer to a request for names holds, in several directories. */
    private static final int FILES = 700;

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final Publisher publisher = Publisher.begin(1);
    private Path production;
    private Path backup;
    private OpenSshServer sshd;

    @BeforeEach
    void open() throws IOException {
        assumeTrue(OpenSshServer.isInstalled() || "true".equals(System.getenv("CI")), "no /usr/sbin/sshd");
        production = Files.createDirectory(folder.resolve("production"));
        backup = Files.createDirectory(folder.resolve("backup"));
        for (int i = 0; i < FILES; i++) {
            String name = "d" + i % 3 + "/a file %, number " + i;
            publisher.put(name, "content");
            write(production.resolve(name));
            write(backup.resolve(name));
        }
        publisher.publish(production);
        publisher.publish(backup);
        sshd = OpenSshServer.in(
                        Files.createDirectory(folder.resolve("sshd")), Keys.sshKeygen(folder.resolve("id"), "ed25519"))
                .start();
    }

    @AfterEach
    void close() {
        if (sshd != null) {
            sshd.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"openssh", "sshj"})
    void auditComparesTheCatalogWithWhatIsThere(String transport) throws IOException {
        configure(transport);
        assertEquals(ExitCode.OK.number(), run("once"), err.toString());
        assertEquals(ExitCode.OK.number(), run("audit"), out + err.toString());
        assertTrue(err.toString().contains("production: 700 files listed, 0 differences"), err.toString());
        assertTrue(err.toString().contains("backup: 700 files listed, 0 differences"), err.toString());

        Files.delete(backup.resolve("d1/a file %, number 1"));
        Files.writeString(backup.resolve("d2/a file %, number 2"), "longer than it was");
        Files.setLastModifiedTime(backup.resolve("d2/a file %, number 2"), FileTime.from(1, TimeUnit.SECONDS));
        Files.setLastModifiedTime(backup.resolve("d0/a file %, number 3"), FileTime.from(9, TimeUnit.SECONDS));
        write(backup.resolve("d0/tab\tand\nline"));
        Files.createSymbolicLink(backup.resolve("link"), Path.of("d0"));
        assertEquals(ExitCode.VERIFICATION.number(), run("audit"), err.toString());
        assertEquals(
                List.of(
                        "date d0/a file %25, number 3",
                        "extra d0/tab%09and%0Aline",
                        "missing d1/a file %25, number 1",
                        "not-a-file link",
                        "size d2/a file %25, number 2"),
                out.toString()
                        .lines()
                        .skip(1)
                        .map(ServerCommandsIT::whatAndPath)
                        .sorted()
                        .toList());
    }

    @Test
    void diffListsAllServers() throws IOException {
        configure("openssh");
        assertEquals(ExitCode.OK.number(), run("diff", "--servers"), out + err.toString());
        Files.delete(backup.resolve("d1/a file %, number 1"));
        write(backup.resolve("new"));
        assertEquals(ExitCode.VERIFICATION.number(), run("diff", "--servers"), err.toString());
        assertEquals(
                List.of(
                        "backup\tproduction\t7\t1970-01-01T00:00:01Z\tnew",
                        "production\tbackup\t7\t1970-01-01T00:00:01Z\td1/a file %25, number 1"),
                out.toString().lines().skip(1).sorted().toList());
        sshd.close();
        assertEquals(ExitCode.NO_SERVER.number(), run("diff", "--servers"));
        assertTrue(err.toString().contains("production (127.0.0.1:"), err.toString());
    }

    private void configure(String transport) throws IOException {
        StringBuilder servers = new StringBuilder();
        for (Path outbox : List.of(production, backup)) {
            servers.append("""
                    [[servers]]
                    name = "%s"
                    uri = "sftp://%s@127.0.0.1:%d%s"
                    identity-file = "id"
                    host-keys = ["%s"]
                    """.formatted(outbox.getFileName(), sshd.user(), sshd.port(), outbox, sshd.hostKeyLine()));
        }
        Files.writeString(folder.resolve("pullover.toml"), """
                [replica]
                directory = "replica"
                state = "state"
                reserve = "0B"
                [copy]
                transport = "%s"
                """.formatted(transport) + servers);
    }

    /** Of a line of audit. */
    private static String whatAndPath(String line) {
        String[] columns = line.split("\t");
        return columns[1] + " " + columns[columns.length - 1];
    }

    private static void write(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "content");
        Files.setLastModifiedTime(file, FileTime.from(1, TimeUnit.SECONDS));
    }

    private int run(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        GlobalOptions options = new GlobalOptions(
                Map.of("PULLOVER_CONFIG", folder.resolve("pullover.toml").toString()));
        CommandLine commandLine =
                Main.commandLine(options).setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        return Commands.execute(commandLine, options, arguments);
    }
}
