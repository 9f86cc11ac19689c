package dev.pullover.common.ledger.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.common.ExitCode;
import dev.pullover.common.PulloverException;
import dev.pullover.common.catalog.Sha256;
import dev.pullover.common.ledger.ParkedFile;
import dev.pullover.common.ledger.ReplicaEntry;
import dev.pullover.common.ledger.ReplicaLedger;
import dev.pullover.common.ledger.ReplicaLedger.Batch;
import dev.pullover.common.ledger.ReplicaLedgerContract;
import dev.pullover.common.ledger.ReplicaView;
import dev.pullover.common.path.FilePath;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteReplicaLedgerTest extends ReplicaLedgerContract {
    @TempDir
    private Path directory;

    @Override
    protected ReplicaLedger open() {
        return SqliteReplicaLedger.open(file());
    }

    @Override
    protected ReplicaView openView() {
        return SqliteReplicaLedger.openForReading(file());
    }

    @Test
    void refusesADatabaseOfANewerVersion() throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("PRAGMA user_version = 99");
        }
        PulloverException failure = assertThrows(PulloverException.class, this::open);
        assertEquals(ExitCode.USAGE, failure.exitCode());
        assertTrue(failure.getMessage().contains("is of version 99"), failure.getMessage());
    }

    @Test
    void readsADatabaseOfTheFirstVersionAndBringsItUpToDate() throws Exception {
        Path old = directory.resolve("old.db");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + old);
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("CREATE TABLE file (id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE, size INTEGER"
                    + " NOT NULL, mtime_ns INTEGER NOT NULL, mode INTEGER NOT NULL, hash BLOB NOT NULL, epoch BLOB NOT"
                    + " NULL, sequence INTEGER NOT NULL, server TEXT NOT NULL, arrived_ns INTEGER NOT NULL)");
            statement.executeUpdate("CREATE TABLE parked (path TEXT PRIMARY KEY, outcome TEXT NOT NULL, reason TEXT NOT"
                    + " NULL, tries INTEGER NOT NULL, next_try_ns INTEGER NOT NULL)");
            statement.executeUpdate(
                    "CREATE TABLE reader (writer TEXT PRIMARY KEY, position INTEGER, sequence INTEGER)");
            statement.executeUpdate("CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL)");
            statement.executeUpdate(
                    "INSERT INTO file VALUES (7, 'a', 1, 1, 420, zeroblob(32), zeroblob(16), 1, '', 1)");
            statement.executeUpdate("PRAGMA user_version = 1");
        }
        try (ReplicaView view = SqliteReplicaLedger.openForReading(old)) {
            assertEquals(List.of(), view.kept(FilePath.of("a")));
            assertEquals(7, view.lastArrivalId());
        }
        try (ReplicaLedger ledger = SqliteReplicaLedger.open(old)) {
            assertEquals(List.of(), ledger.kept(FilePath.of("a")));
            assertEquals(1, ledger.files(FilePath.of(""), 10).size());
        }
    }

    @Test
    void refusesADatabaseThatIsNotThereForReading() {
        Path missing = directory.resolve("missing.db");
        PulloverException failure =
                assertThrows(PulloverException.class, () -> SqliteReplicaLedger.openForReading(missing));
        assertEquals(ExitCode.USAGE, failure.exitCode());
        assertTrue(Files.notExists(missing), "it must not be made");
    }

    @Test
    void recordsNothingOfABatchThatFails() throws Exception {
        try (ReplicaLedger ledger = open();
                Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("CREATE TRIGGER fail BEFORE INSERT ON parked BEGIN SELECT RAISE(ABORT, 'no'); END");
            ReplicaEntry file =
                    new ReplicaEntry(FilePath.of("a"), 1, 1, 0644, Sha256.ZERO, new UUID(1, 1), 1, "production", 1);
            ParkedFile parked = new ParkedFile(FilePath.of("b"), "Retry", "", 1, 0, 1);
            Batch batch = new Batch(List.of(file), List.of(parked), List.of(), List.of(), "catalog", 5, Map.of());
            PulloverException failure = assertThrows(PulloverException.class, () -> ledger.commit(batch));
            assertEquals(ExitCode.FAILURE, failure.exitCode());
            assertEquals(0, ledger.position("catalog"));
            assertEquals(0, ledger.totals().files());
            statement.executeUpdate("DROP TRIGGER fail");
            ledger.commit(batch);
            assertEquals(5, ledger.position("catalog"));
        }
    }

    @Test
    void waitsThatAnOlderVersionCountedAsTriesAreNone() throws Exception {
        open().close();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("ALTER TABLE parked DROP COLUMN not_yets");
            statement.executeUpdate("PRAGMA user_version = 3");
            statement.executeUpdate("INSERT INTO parked VALUES ('a', 'NotYet', 'b', 5, 7), ('c', 'Retry', 'd', 6, 8)");
        }
        try (ReplicaView view = SqliteReplicaLedger.openForReading(file())) {
            assertEquals(
                    new ParkedFile(FilePath.of("c"), "Retry", "d", 6, 0, 8),
                    view.findParked(FilePath.of("c")).orElseThrow());
        }
        try (ReplicaLedger ledger = open()) {
            assertEquals(
                    new ParkedFile(FilePath.of("a"), "NotYet", "b", 0, 5, 7),
                    ledger.findParked(FilePath.of("a")).orElseThrow());
            assertEquals(
                    new ParkedFile(FilePath.of("c"), "Retry", "d", 6, 0, 8),
                    ledger.findParked(FilePath.of("c")).orElseThrow());
        }
    }

    private Path file() {
        return directory.resolve("replica.db");
    }
}
