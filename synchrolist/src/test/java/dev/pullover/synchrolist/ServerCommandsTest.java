package dev.pullover.synchrolist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pullover.common.ExitCode;
import dev.pullover.common.cli.Commands;
import dev.pullover.common.cli.GlobalOptions;
import dev.pullover.common.ledger.ReplicaEntry;
import dev.pullover.common.ledger.ReplicaLedger;
import dev.pullover.common.ledger.sqlite.SqliteCatalogLedger;
import dev.pullover.common.ledger.sqlite.SqliteReplicaLedger;
import dev.pullover.common.state.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Commands that look at servers, here directories. */
final class ServerCommandsTest {
    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final Publisher publisher =
            Publisher.begin(1).put("a", "1").put("d/b", "22").put("d/c", "333").del("a");
    private TestSetting setting;
    private Path production;
    private Path backup;

    @BeforeEach
    void open() throws IOException {
        setting = new TestSetting(folder);
        production = Files.createDirectories(folder.resolve("production/d")).getParent();
        backup = Files.createDirectories(folder.resolve("backup/d")).getParent();
        Files.writeString(
                setting.configFile, Files.readString(setting.configFile).replace("/nowhere", folder.toString()));
        for (Path outbox : List.of(production, backup)) {
            publisher.publish(outbox);
            write(outbox.resolve("d/b"), "22", 1);
            write(outbox.resolve("d/c"), "333", 1);
        }
        publisher.publish(setting.production);
        try (SqliteCatalogLedger ledger = setting.openLedger()) {
            new CatalogFollower(setting.context(), ledger).look(setting.store("production"));
        }
    }

    @AfterEach
    void close() {
        setting.close();
    }

    @Test
    void auditFindsNothingWhereAllIsAsItShouldBe() {
        assertEquals(ExitCode.OK.number(), run("audit"), err.toString());
        assertEquals(1, out.toString().lines().count(), "only the header: " + out);
        assertTrue(err.toString().contains("production: 2 files listed, 0 differences"), err.toString());
        assertTrue(err.toString().contains("backup: 2 files listed, 0 differences"), err.toString());
    }

    @Test
    void auditNamesWhatIsMissingExtraAndOther() throws IOException {
        write(backup.resolve("d/b"), "2x2", 1);
        Files.delete(backup.resolve("d/c"));
        write(backup.resolve("extra %"), "x", 5);
        Files.createSymbolicLink(backup.resolve("link"), Path.of("d"));
        assertEquals(ExitCode.OK.number(), run("audit", "--server", "production"));
        out.getBuffer().setLength(0);
        assertEquals(ExitCode.VERIFICATION.number(), run("audit", "--server", "backup"));
        List<String> lines = out.toString().lines().skip(1).sorted().toList();
        assertEquals(
                List.of(
                        "backup\textra\t-\t1\t-\t1970-01-01T00:00:05Z\textra %25",
                        "backup\tmissing\t3\t-\t1970-01-01T00:00:01Z\t-\td/c",
                        "backup\tsize\t2\t3\t1970-01-01T00:00:01Z\t1970-01-01T00:00:01Z\td/b"),
                lines.stream().filter(line -> !line.contains("not-a-file")).toList());
        assertEquals(4, lines.size());
        Files.setLastModifiedTime(production.resolve("d/b"), FileTime.from(9, TimeUnit.SECONDS));
        out.getBuffer().setLength(0);
        run("audit", "--server", "production", "--json");
        JsonNode row = Json.mapper().readTree(out.toString());
        assertEquals("date", row.get("what").asText());
        assertEquals("1970-01-01T00:00:09Z", row.get("date-there").asText());
    }

    @Test
    void auditOfAServerThatIsNotThereSaysSo() throws IOException {
        Files.move(backup, folder.resolve("elsewhere"));
        assertEquals(ExitCode.NO_SERVER.number(), run("audit", "--server", "backup"));
        assertTrue(err.toString().contains("backup: its outbox is not there"), err.toString());
        assertEquals(ExitCode.USAGE.number(), run("audit", "--server", "tertiary"));
    }

    @Test
    void diffOfServersShowsWhatOnlyOneHas() throws IOException {
        assertEquals(ExitCode.OK.number(), run("diff", "--servers"), err.toString());
        write(backup.resolve("d/b"), "2x2", 1);
        write(production.resolve("new"), "x", 7);
        Files.setLastModifiedTime(backup.resolve("d/c"), FileTime.from(3, TimeUnit.SECONDS));
        out.getBuffer().setLength(0);
        assertEquals(ExitCode.VERIFICATION.number(), run("diff", "--servers"));
        assertEquals(
                List.of(
                        "backup\tproduction\t3\t1970-01-01T00:00:01Z\td/b",
                        "production\tbackup\t1\t1970-01-01T00:00:07Z\tnew",
                        "production\tbackup\t2\t1970-01-01T00:00:01Z\td/b"),
                out.toString().lines().skip(1).sorted().toList());
        out.getBuffer().setLength(0);
        run("diff", "--servers", "--dates", "--json");
        assertEquals(5, out.toString().lines().count());
    }

    @Test
    void diffOfMoreServersSaysWhichHaveAFileAndWhichNot() throws IOException {
        Path third = Files.createDirectories(folder.resolve("third/d")).getParent();
        Files.writeString(
                setting.configFile,
                "[[servers]]\nname = \"third\"\nuri = \"file://" + third + "\"\n",
                StandardOpenOption.APPEND);
        write(third.resolve("d/b"), "22", 1);
        write(third.resolve("last"), "x", 2);
        write(production.resolve("first"), "x", 3);
        write(production.resolve("d/c"), "other", 4);
        assertEquals(ExitCode.VERIFICATION.number(), run("diff", "--servers"), err.toString());
        assertEquals(
                List.of(
                        "backup\tproduction,third\t3\t1970-01-01T00:00:01Z\td/c",
                        "production\tbackup,third\t1\t1970-01-01T00:00:03Z\tfirst",
                        "production\tbackup,third\t5\t1970-01-01T00:00:04Z\td/c",
                        "third\tproduction,backup\t1\t1970-01-01T00:00:02Z\tlast"),
                out.toString().lines().skip(1).sorted().toList());
        write(third.resolve("first"), "x", 9);
        out.getBuffer().setLength(0);
        run("diff", "--servers", "--json");
        assertTrue(
                out.toString()
                        .contains("{\"on\":[\"production\",\"third\"],\"not-on\":[\"backup\"],\"size\":1,"
                                + "\"date\":\"1970-01-01T00:00:03Z\",\"path\":\"first\"}"),
                out.toString());
    }

    @Test
    void diffShowsWhatIsOnlyHere() {
        try (ReplicaLedger replica = SqliteReplicaLedger.open(setting.state.replicaDb())) {
            List<ReplicaEntry> arrived = publisher.lines().stream()
                    .limit(3)
                    .map(line -> new ReplicaEntry(
                            line.path(),
                            line.size(),
                            line.mtimeNs(),
                            line.mode(),
                            line.hash(),
                            publisher.epoch(),
                            line.seq(),
                            "production",
                            3))
                    .toList();
            replica.commit(new ReplicaLedger.Batch(arrived, List.of(), List.of(), List.of(), "id", 0, Map.of()));
        }
        assertEquals(ExitCode.OK.number(), run("diff"));
        assertEquals(
                List.of("4\t1\t1\tonly-here\ta"), out.toString().lines().skip(1).toList());
    }

    @Test
    void acceptIsRememberedThoughNothingRuns() {
        assertEquals(ExitCode.OK.number(), run("accept", "backup"), err.toString());
        assertTrue(out.toString().startsWith("backup: its catalog is followed from the next look on"), out.toString());
        try (SqliteCatalogLedger ledger = setting.openLedger()) {
            assertTrue(ledger.acceptedUntilNs("backup") > 0);
        }
        assertEquals(ExitCode.USAGE.number(), run("accept", "nobody"));
    }

    private static void write(Path file, String content, long seconds) throws IOException {
        Files.writeString(file, content);
        Files.setLastModifiedTime(file, FileTime.from(seconds, TimeUnit.SECONDS));
    }

    private int run(String... arguments) {
        GlobalOptions options = new GlobalOptions(Map.of("PULLOVER_CONFIG", setting.configFile.toString()));
        CommandLine commandLine =
                Main.commandLine(options).setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        return Commands.execute(commandLine, options, arguments);
    }
}
