package dev.pullover.common.ledger.sqlite;

import dev.pullover.common.ledger.Arrival;
import dev.pullover.common.ledger.CatalogView;
import dev.pullover.common.ledger.KeptFile;
import dev.pullover.common.ledger.ParkedFile;
import dev.pullover.common.ledger.ReplicaEntry;
import dev.pullover.common.ledger.ReplicaLedger;
import dev.pullover.common.ledger.ReplicaView;
import dev.pullover.common.path.FilePath;
import dev.pullover.common.queue.ReaderPosition;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * {@code replica.db}, version 3:
 *
 * <pre>
 * file    id          grows with every arrival: the order of arrival
 *         path        escaped as in the catalog, unique
 *         size, mtime_ns, mode, hash (32 bytes), epoch (16 bytes), sequence, server, arrived_ns
 * parked  path        escaped, unique
 *         outcome, reason, tries, next_try_ns
 * reader  writer      whose queue of wanted files
 *         position, sequence
 * kept    id, path, reason ("replaced" or "deleted"), since_ns
 *         place       where it is, below the replica directory, escaped, unique
 *         size, mtime_ns, mode, hash, epoch, sequence, server, arrived_ns     as it was in "file"
 * meta    catalog-id, position    up to where everything is settled
 *         files, bytes            sums over "file"
 *         last-id                 the highest id ever given in "file"
 *         arrivals-told           up to which id on-arrival was run
 * received server             files, bytes that ever came from it
 * </pre>
 *
 * <p>Every commit is synced. One thread.
 */
public final class SqliteReplicaLedger implements ReplicaLedger {
    private static final List<String> SCHEMA = List.of("""
            CREATE TABLE file (
                id INTEGER PRIMARY KEY,
                path TEXT NOT NULL UNIQUE,
                size INTEGER NOT NULL,
                mtime_ns INTEGER NOT NULL,
                mode INTEGER NOT NULL,
                hash BLOB NOT NULL,
                epoch BLOB NOT NULL,
                sequence INTEGER NOT NULL,
                server TEXT NOT NULL,
                arrived_ns INTEGER NOT NULL);
            CREATE TABLE parked (
                path TEXT PRIMARY KEY,
                outcome TEXT NOT NULL,
                reason TEXT NOT NULL,
                tries INTEGER NOT NULL,
                next_try_ns INTEGER NOT NULL) WITHOUT ROWID;
            CREATE INDEX parked_next_try ON parked (next_try_ns);
            CREATE TABLE reader (
                writer TEXT PRIMARY KEY,
                position INTEGER NOT NULL,
                sequence INTEGER NOT NULL) WITHOUT ROWID;
            CREATE TABLE meta (
                key TEXT PRIMARY KEY,
                value TEXT NOT NULL) WITHOUT ROWID;
            """, """
            CREATE TABLE received (
                server TEXT PRIMARY KEY,
                files INTEGER NOT NULL,
                bytes INTEGER NOT NULL) WITHOUT ROWID;
            INSERT INTO received (server, files, bytes)
                SELECT server, count(*), sum(size) FROM file WHERE server <> '' GROUP BY server;
            """, """
            CREATE TABLE kept (
                id INTEGER PRIMARY KEY,
                path TEXT NOT NULL,
                reason TEXT NOT NULL,
                since_ns INTEGER NOT NULL,
                place TEXT NOT NULL UNIQUE,
                size INTEGER NOT NULL,
                mtime_ns INTEGER NOT NULL,
                mode INTEGER NOT NULL,
                hash BLOB NOT NULL,
                epoch BLOB NOT NULL,
                sequence INTEGER NOT NULL,
                server TEXT NOT NULL,
                arrived_ns INTEGER NOT NULL);
            CREATE INDEX kept_path ON kept (path, since_ns);
            CREATE INDEX kept_since ON kept (reason, since_ns);
            """);

    private final Connection connection;
    private final SqliteReplicaView view;
    private long parkedCount;
    private long lastId;

    private SqliteReplicaLedger(Path file, Connection connection) {
        this.connection = connection;
        this.view = new SqliteReplicaView(file, connection);
        leaveDriverTransactions();
        this.parkedCount = view.parkedCount();
        this.lastId = view.lastArrivalId();
    }

    /**
     * Opens the database for copylist, making it if it is not there.
     *
     * @throws dev.pullover.common.PulloverException (usage) if it cannot be opened, is damaged or of a newer version
     */
    public static SqliteReplicaLedger open(Path file) {
        return new SqliteReplicaLedger(file, SqliteFile.openForWriting(file, SqliteFile.Durability.FULL, SCHEMA));
    }

    /**
     * Opens the database for commands, while copylist goes on.
     *
     * @throws dev.pullover.common.PulloverException (usage) if it is not there or cannot be read
     */
    public static ReplicaView openForReading(Path file) {
        return new SqliteReplicaView(file, SqliteFile.openForReading(file));
    }

    @Override
    public long position(String catalogId) {
        return view.position(catalogId);
    }

    @Override
    public Optional<ReplicaEntry> find(FilePath path) {
        return view.find(path);
    }

    @Override
    public Optional<ParkedFile> findParked(FilePath path) {
        return view.findParked(path);
    }

    @Override
    public List<ParkedFile> due(long nowNs, int limit) {
        return view.due(nowNs, limit);
    }

    @Override
    public long parkedCount() {
        return parkedCount;
    }

    @Override
    public CatalogView.Totals totals() {
        return view.totals();
    }

    @Override
    public Map<String, CatalogView.Totals> received() {
        return view.received();
    }

    @Override
    public List<ReplicaEntry> lastArrivals(int limit) {
        return view.lastArrivals(limit);
    }

    @Override
    public List<ReplicaEntry> files(FilePath after, int limit) {
        return view.files(after, limit);
    }

    @Override
    public List<ParkedFile> parked(FilePath after, int limit) {
        return view.parked(after, limit);
    }

    @Override
    public List<KeptFile> kept(FilePath path) {
        return view.kept(path);
    }

    @Override
    public List<KeptFile> keptBefore(KeptFile.Reason reason, long sinceNs, int limit) {
        return view.keptBefore(reason, sinceNs, limit);
    }

    @Override
    public long keptSince(KeptFile.Reason reason, long sinceNs) {
        return view.keptSince(reason, sinceNs);
    }

    @Override
    public List<Arrival> arrivals(long after, int limit) {
        return view.arrivals(after, limit);
    }

    @Override
    public long lastArrivalId() {
        return lastId;
    }

    @Override
    public OptionalLong arrivalsTold() {
        return view.arrivalsTold();
    }

    @Override
    public Map<String, ReaderPosition> readerPositions() {
        Map<String, ReaderPosition> positions = new HashMap<>();
        view.list(
                "SELECT writer, position, sequence FROM reader",
                row -> positions.put(row.getString(1), new ReaderPosition(row.getLong(2), row.getLong(3))));
        return positions;
    }

    @Override
    public void commit(Batch batch) {
        transaction(() -> {
            Sums sums = new Sums(view.totals());
            for (ReplicaEntry entry : batch.arrived()) {
                arrive(entry, sums);
                unpark(entry.path());
            }
            for (FilePath path : batch.removed()) {
                remove(path, sums);
            }
            for (FilePath path : batch.unparked()) {
                unpark(path);
            }
            for (ParkedFile parked : batch.parked()) {
                park(parked);
            }
            for (KeptFile kept : batch.kept()) {
                keep(kept);
            }
            forget(batch.forgotten());
            for (Map.Entry<String, ReaderPosition> reader :
                    batch.readerPositions().entrySet()) {
                putReader(reader.getKey(), reader.getValue());
            }
            for (Map.Entry<String, CatalogView.Totals> received : sums.received.entrySet()) {
                addReceived(received.getKey(), received.getValue());
            }
            putMeta(SqliteReplicaView.FILES, Long.toString(sums.files));
            putMeta(SqliteReplicaView.BYTES, Long.toString(sums.bytes));
            putMeta(SqliteReplicaView.LAST_ID, Long.toString(lastId));
            putMeta(SqliteReplicaView.CATALOG_ID, batch.catalogId());
            putMeta(SqliteReplicaView.POSITION, Long.toString(batch.position()));
            return batch.arrived().size();
        });
        parkedCount = view.parkedCount();
    }

    @Override
    public long retryParked(long nowNs) {
        return transaction(() -> view.update(
                "UPDATE parked SET next_try_ns = ? WHERE next_try_ns > ? AND outcome <> ?",
                nowNs,
                nowNs,
                ParkedFile.HELD));
    }

    @Override
    public long releaseHeld(long nowNs) {
        return transaction(() -> view.update(
                "UPDATE parked SET next_try_ns = ? WHERE next_try_ns > ? AND outcome = ?",
                nowNs,
                nowNs,
                ParkedFile.HELD));
    }

    @Override
    public void forgetKept(List<KeptFile> gone) {
        transaction(() -> forget(gone));
    }

    @Override
    public void setArrivalsTold(long id) {
        transaction(() -> {
            putMeta(SqliteReplicaView.ARRIVALS_TOLD, Long.toString(id));
            return 1;
        });
    }

    @Override
    public void close() {
        view.close();
    }

    private void arrive(ReplicaEntry entry, Sums sums) throws SQLException {
        Optional<ReplicaEntry> known = view.find(entry.path());
        boolean sameArrival = known.isPresent() && known.get().arrivedNs() == entry.arrivedNs();
        if (sameArrival) {
            sums.bytes += entry.size() - known.get().size();
            update(entry);
        } else {
            // Not updated, so that the id tells the order of arrival.
            remove(entry.path(), sums);
            insert(entry);
            sums.files++;
            sums.bytes += entry.size();
            sums.receive(entry);
        }
    }

    private void remove(FilePath path, Sums sums) throws SQLException {
        Optional<ReplicaEntry> known = view.find(path);
        if (known.isPresent()) {
            view.update("DELETE FROM file WHERE path = ?", path.toString());
            sums.files--;
            sums.bytes -= known.get().size();
        }
    }

    private void insert(ReplicaEntry entry) throws SQLException {
        // Not SQLite's own choice, which gives an id again when the last row was deleted.
        lastId++;
        view.update(
                "INSERT INTO file (size, mtime_ns, mode, hash, epoch, sequence, server, arrived_ns, path, id)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                with(values(entry), lastId));
    }

    private void update(ReplicaEntry entry) throws SQLException {
        view.update(
                "UPDATE file SET size = ?, mtime_ns = ?, mode = ?, hash = ?, epoch = ?, sequence = ?, server = ?,"
                        + " arrived_ns = ? WHERE path = ?",
                values(entry));
    }

    private static Object[] values(ReplicaEntry entry) {
        return new Object[] {
            entry.size(),
            entry.mtimeNs(),
            entry.mode(),
            entry.hash().bytes(),
            SqliteReplicaView.bytes(entry.epoch()),
            entry.sequence(),
            entry.server(),
            entry.arrivedNs(),
            entry.path().toString()
        };
    }

    private static Object[] with(Object[] values, Object... more) {
        Object[] all = Arrays.copyOf(values, values.length + more.length);
        System.arraycopy(more, 0, all, values.length, more.length);
        return all;
    }

    private void keep(KeptFile kept) throws SQLException {
        view.update(
                "INSERT OR REPLACE INTO kept (size, mtime_ns, mode, hash, epoch, sequence, server, arrived_ns, path,"
                        + " reason, since_ns, place) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                with(
                        values(kept.entry()),
                        kept.reason().word(),
                        kept.sinceNs(),
                        kept.place().toString()));
    }

    private int forget(List<KeptFile> gone) throws SQLException {
        for (KeptFile kept : gone) {
            view.update("DELETE FROM kept WHERE place = ?", kept.place().toString());
        }
        return gone.size();
    }

    private void park(ParkedFile parked) throws SQLException {
        view.update(
                "INSERT OR REPLACE INTO parked (path, outcome, reason, tries, next_try_ns) VALUES (?, ?, ?, ?, ?)",
                parked.path().toString(),
                parked.outcome(),
                parked.reason(),
                parked.tries(),
                parked.nextTryNs());
    }

    private void unpark(FilePath path) throws SQLException {
        // Nearly always nothing is parked, and then a million arrivals need not look a million times.
        if (parkedCount > 0) {
            view.update("DELETE FROM parked WHERE path = ?", path.toString());
        }
    }

    private void putReader(String writer, ReaderPosition position) throws SQLException {
        view.update(
                "INSERT OR REPLACE INTO reader (writer, position, sequence) VALUES (?, ?, ?)",
                writer,
                position.index(),
                position.sequence());
    }

    private void addReceived(String server, CatalogView.Totals more) throws SQLException {
        view.update(
                "INSERT INTO received (server, files, bytes) VALUES (?, ?, ?) ON CONFLICT (server) DO UPDATE SET"
                        + " files = files + excluded.files, bytes = bytes + excluded.bytes",
                server,
                more.files(),
                more.bytes());
    }

    private void putMeta(String key, String value) throws SQLException {
        view.update("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", key, value);
    }

    /** By SQL, not by the driver's transactions: it loses count of them when SQLite ends one by itself. */
    private int transaction(Work work) {
        try {
            execute("BEGIN IMMEDIATE");
            int result = work.run();
            execute("COMMIT");
            return result;
        } catch (SQLException e) {
            throw rolledBack(view.failed(e));
        } catch (RuntimeException e) {
            throw rolledBack(e);
        }
    }

    private RuntimeException rolledBack(RuntimeException cause) {
        try {
            execute("ROLLBACK");
        } catch (SQLException e) {
            // SQLite has rolled back by itself already, as it does when the disk is full.
            cause.addSuppressed(e);
        }
        return cause;
    }

    private void leaveDriverTransactions() {
        try {
            connection.setAutoCommit(true);
        } catch (SQLException e) {
            throw view.failed(e);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Sums over the files, while a transaction changes them. */
    private static final class Sums {
        private long files;
        private long bytes;
        private final Map<String, CatalogView.Totals> received = new HashMap<>();

        Sums(CatalogView.Totals before) {
            files = before.files();
            bytes = before.bytes();
        }

        private void receive(ReplicaEntry entry) {
            if (!entry.server().isEmpty()) {
                received.merge(
                        entry.server(),
                        new CatalogView.Totals(1, entry.size()),
                        (a, b) -> new CatalogView.Totals(a.files() + b.files(), a.bytes() + b.bytes()));
            }
        }
    }

    /** The statements of a transaction. */
    @FunctionalInterface
    private interface Work {
        int run() throws SQLException;
    }
}
