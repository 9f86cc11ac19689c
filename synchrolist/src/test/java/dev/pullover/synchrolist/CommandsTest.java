package dev.pullover.synchrolist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pullover.common.ExitCode;
import dev.pullover.common.catalog.CatalogLine;
import dev.pullover.common.catalog.Sha256;
import dev.pullover.common.cli.Commands;
import dev.pullover.common.cli.GlobalOptions;
import dev.pullover.common.ledger.ParkedFile;
import dev.pullover.common.ledger.ReplicaEntry;
import dev.pullover.common.ledger.ReplicaLedger;
import dev.pullover.common.ledger.sqlite.SqliteCatalogLedger;
import dev.pullover.common.ledger.sqlite.SqliteReplicaLedger;
import dev.pullover.common.message.ServerState;
import dev.pullover.common.message.Verdict;
import dev.pullover.common.path.FilePath;
import dev.pullover.common.state.Json;
import dev.pullover.common.state.ServerRecord;
import dev.pullover.common.state.ServersFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class CommandsTest {
    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private TestSetting setting;

    @BeforeEach
    void open() throws IOException {
        setting = new TestSetting(folder);
    }

    @AfterEach
    void close() {
        setting.close();
    }

    @Test
    void listsChangesInOrder() throws IOException {
        follow(Publisher.begin(1)
                .put("a.csv", "12")
                .put("b%.txt", "3")
                .put("dir/ä.csv", "4")
                .del("a.csv"));
        assertEquals(ExitCode.OK.number(), run("list"));
        assertEquals("""
                change	seq	size	date	path
                2	2	1	1970-01-01T00:00:01Z	b%25.txt
                3	3	1	1970-01-01T00:00:01Z	dir/%C3%A4.csv
                4	4	deleted	1970-01-01T00:00:00.000000007Z	a.csv
                """, out.toString());
    }

    @Test
    void listsWhatIsAskedFor() throws IOException {
        follow(Publisher.begin(1).put("a.csv", "12").put("b.txt", "3").put("dir/ä.csv", "4"));
        assertEquals(List.of("a.csv", "dir/%C3%A4.csv"), listed("*.csv"));
        assertEquals(List.of("dir/%C3%A4.csv"), listed("dir/ä*"));
        assertEquals(List.of("dir/%C3%A4.csv"), listed("dir/%C3%A4.csv"));
        assertEquals(List.of("b.txt", "dir/%C3%A4.csv"), listed("--since-change", "1"));
        assertEquals(List.of("a.csv"), listed("-n", "1"));
        assertEquals(List.of("a.csv"), listed("?.csv"));
    }

    @Test
    void listsAsJsonLines() throws IOException {
        Publisher publisher = Publisher.begin(1).put("a", "12");
        follow(publisher);
        run("list", "--json");
        JsonNode row = Json.mapper().readTree(out.toString());
        assertEquals(1, row.get("change").asLong());
        assertEquals("put", row.get("op").asText());
        assertEquals("0644", row.get("mode").asText());
        assertEquals(
                publisher.lines().get(0).hash().toString(), row.get("sha256").asText());
        assertEquals(publisher.epoch().toString(), row.get("epoch").asText());
    }

    @Test
    void listsMoreThanOnePage() throws IOException {
        Publisher publisher = Publisher.begin(1);
        for (int i = 0; i < 2500; i++) {
            publisher.put("file-" + i, "x");
        }
        follow(publisher);
        assertEquals(2500, listed().size());
        assertEquals(1800, listed("-n", "1800").size());
    }

    @Test
    void listsRefusedNames() throws IOException {
        follow(Publisher.begin(1)
                .add(CatalogLine.put(1, 1, 2, 0644, Sha256.ZERO, 3, FilePath.of("../a")))
                .add(CatalogLine.put(2, 1, 2, 0644, Sha256.ZERO, 3, FilePath.of("/b"))));
        run("list", "--refused");
        assertEquals("seq\treason\tpath\n1\tcomponent '..'\t../a\n2\tabsolute path\t/b\n", out.toString());
        out.getBuffer().setLength(0);
        run("list", "--refused", "--json", "/*");
        assertEquals(
                "absolute path",
                Json.mapper().readTree(out.toString()).get("reason").asText());
    }

    @Test
    void showsWhereFollowingStands() throws IOException {
        Publisher publisher = Publisher.begin(1).put("a", "12").put("b", "3");
        follow(publisher);
        servers(publisher);
        assertEquals(ExitCode.NOT_RUNNING.number(), run("status"));
        assertEquals(
                List.of(
                        "synchrolist is not running",
                        "follows epoch " + publisher.epoch() + " up to seq 2 (segment 1, byte "
                                + publisher.head().length() + "), published "
                                + publisher.head().publishedAt(),
                        "2 paths, 3 B, last change 2",
                        "production UP: seq 5, 3 lines ahead",
                        "backup STALE: seq 1, 1 line behind"),
                out.toString().lines().toList());
    }

    @Test
    void showsWhatIsScanned() throws IOException {
        setting.production.putFile(FilePath.of("d/f"), new byte[1], 1_000_000_000);
        try (SqliteCatalogLedger ledger = setting.openLedger();
                ServerScanner scanner = new ServerScanner(setting.context(), ledger, new DirectoryVisits())) {
            scanner.look(setting.store("production"));
        }
        run("status");
        String begin = "scans production: 1 name in 2 directories, 1 to be listed again, 1 file to be confirmed; all"
                + " listed 2026-";
        assertTrue(out.toString().lines().anyMatch(line -> line.startsWith(begin)), out.toString());
    }

    @Test
    void showsWhatIsKeptBeyondABranch() throws IOException {
        Publisher publisher = Publisher.begin(1).put("a", "1");
        Publisher child = publisher.child(2).put("b", "2");
        follow(publisher.put("lost", "3").put("lost too", "4"));
        follow(child);
        run("status", "--json");
        JsonNode followed = Json.mapper().readTree(out.toString()).get("followed");
        assertEquals(2, followed.get("kept-beyond-branch").asLong());
        assertEquals(publisher.epoch().toString(), followed.get("parent").asText());
    }

    @Test
    void listsWhatTheReplicaLacks() throws IOException {
        Publisher publisher = Publisher.begin(1)
                .put("here", "1")
                .put("old", "2")
                .put("missing", "3")
                .put("stuck", "4");
        follow(publisher.put("gone", "5").del("gone"));
        List<CatalogLine> lines = publisher.lines();
        ParkedFile stuck = new ParkedFile(FilePath.of("stuck"), "NotYet", "not replicated", 0, 3, 0);
        try (ReplicaLedger replica = SqliteReplicaLedger.open(setting.state.replicaDb())) {
            List<ReplicaEntry> arrived = List.of(arrived("here", lines.get(0).hash()), arrived("old", Sha256.ZERO));
            replica.commit(new ReplicaLedger.Batch(arrived, List.of(stuck), List.of(), List.of(), "id", 0, Map.of()));
        }
        assertEquals(ExitCode.VERIFICATION.number(), run("diff"));
        assertEquals("""
                change	seq	size	state	path
                2	2	1	changed	old
                3	3	1	missing	missing
                4	4	1	parked: not replicated	stuck
                """, out.toString());
        out.getBuffer().setLength(0);
        run("diff", "--json", "-n", "1");
        assertEquals("{\"change\":2,\"seq\":2,\"size\":1,\"state\":\"changed\",\"path\":\"old\"}\n", out.toString());
    }

    @Test
    void aReplicaWithEverythingDiffersInNothing() throws IOException {
        Publisher publisher = Publisher.begin(1).put("here", "1");
        follow(publisher);
        try (ReplicaLedger replica = SqliteReplicaLedger.open(setting.state.replicaDb())) {
            List<ReplicaEntry> arrived =
                    List.of(arrived("here", publisher.lines().get(0).hash()));
            replica.commit(new ReplicaLedger.Batch(arrived, List.of(), List.of(), List.of(), "id", 0, Map.of()));
        }
        assertEquals(ExitCode.OK.number(), run("diff"));
    }

    @Test
    void saysThatThereIsNoDatabaseYet() {
        assertEquals(ExitCode.USAGE.number(), run("status"));
        assertTrue(err.toString().contains("catalog.db is not there yet"), err.toString());
    }

    @Test
    void aWrongOptionIsAUsageError() {
        assertEquals(ExitCode.USAGE.number(), run("list", "--since-change", "yesterday"));
        assertEquals(ExitCode.USAGE.number(), run());
    }

    private void servers(Publisher publisher) throws IOException {
        List<ServerRecord> servers = new ArrayList<>();
        servers.add(server("production", ServerState.UP, publisher, 5));
        servers.add(server("backup", ServerState.STALE, publisher, 1));
        new ServersFile(setting.state)
                .write(new ServersFile.Content(1, new Verdict(0, 0, "", List.of()), servers, "", 0, List.of(), null));
    }

    private static ServerRecord server(String name, ServerState state, Publisher publisher, long sequence) {
        String epoch = publisher.epoch().toString();
        return new ServerRecord(
                name,
                state,
                ServerRecord.Admin.READY,
                "",
                0,
                0,
                null,
                0,
                epoch,
                sequence,
                0,
                0,
                0,
                List.of(),
                List.of());
    }

    private static ReplicaEntry arrived(String path, Sha256 hash) {
        return new ReplicaEntry(FilePath.of(path), 1, 2, 0644, hash, new UUID(1, 1), 1, "production", 3);
    }

    private void follow(Publisher publisher) throws IOException {
        publisher.publish(setting.production);
        try (SqliteCatalogLedger ledger = setting.openLedger()) {
            new CatalogFollower(setting.context(), ledger).look(setting.store("production"));
        }
    }

    private List<String> listed(String... arguments) {
        out.getBuffer().setLength(0);
        List<String> all = new ArrayList<>(List.of("list"));
        all.addAll(List.of(arguments));
        assertEquals(ExitCode.OK.number(), run(all.toArray(String[]::new)));
        return out.toString()
                .lines()
                .skip(1)
                .map(line -> line.substring(line.lastIndexOf('\t') + 1))
                .toList();
    }

    private int run(String... arguments) {
        GlobalOptions options = new GlobalOptions(Map.of("PULLOVER_CONFIG", setting.configFile.toString()));
        CommandLine commandLine =
                Main.commandLine(options).setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        return Commands.execute(commandLine, options, arguments);
    }
}
