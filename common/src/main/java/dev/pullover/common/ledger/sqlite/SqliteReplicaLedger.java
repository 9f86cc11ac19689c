package dev.pullover.common.ledger.sqlite;

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
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code replica.db}, version 4:
 *
 * <pre>
 * file    id          grows with every arrival: the order of arrival
 *         path        escaped as in the catalog, unique
 *         size, mtime_ns, mode, hash (32 bytes), epoch (16 bytes), sequence, server, arrived_ns
 * parked  path        escaped, unique
 *         outcome, reason, tries, next_try_ns, not_yets
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
public final class SqliteReplicaLedger extends SqliteReplicaView implements ReplicaLedger {
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
            """, """
            ALTER TABLE parked ADD COLUMN not_yets INTEGER NOT NULL DEFAULT 0;
            UPDATE parked SET not_yets = tries, tries = 0 WHERE outcome = 'NotYet';
            """);

    private final SqliteTransactions transactions;
    private long parkedCount;
    private long lastId;

    private SqliteReplicaLedger(Path file, Connection connection) {
        super(file, connection);
        this.transactions = new SqliteTransactions(connection, this::failed);
        this.parkedCount = super.parkedCount();
        this.lastId = super.lastArrivalId();
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

    /**
     * Same, or nothing if copylist has not made it and its tables yet: for those who can do without.
     *
     * @throws dev.pullover.common.PulloverException (usage) if it cannot be read
     */
    public static Optional<ReplicaView> openIfReady(Path file) {
        return SqliteFile.openIfReady(
                        file,
                        connection -> new SqliteReplicaView(file, connection),
                        view -> view.version() > 0,
                        SqliteReplicaView::close)
                .map(ReplicaView.class::cast);
    }

    /** Kept, since it is asked for with every arrival. */
    @Override
    public long parkedCount() {
        return parkedCount;
    }

    @Override
    public long parkedCount(int parkAfter) {
        return parkedCount == 0 ? 0 : super.parkedCount(parkAfter);
    }

    @Override
    public long lastArrivalId() {
        return lastId;
    }

    @Override
    public Map<String, ReaderPosition> readerPositions() {
        Map<String, ReaderPosition> positions = new HashMap<>();
        list(
                "SELECT writer, position, sequence FROM reader",
                row -> positions.put(row.getString(1), new ReaderPosition(row.getLong(2), row.getLong(3))));
        return positions;
    }

    @Override
    public void commit(Batch batch) {
        transactions.run(() -> {
            Sums sums = new Sums(totals());
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
            for (Map.Entry<String, ReaderPosition> reader :
                    batch.readerPositions().entrySet()) {
                putReader(reader.getKey(), reader.getValue());
            }
            for (Map.Entry<String, CatalogView.Totals> received : sums.received.entrySet()) {
                addReceived(received.getKey(), received.getValue());
            }
            putMeta(FILES, Long.toString(sums.files));
            putMeta(BYTES, Long.toString(sums.bytes));
            putMeta(LAST_ID, Long.toString(lastId));
            putMeta(CATALOG_ID, batch.catalogId());
            putMeta(POSITION, Long.toString(batch.position()));
            return batch.arrived().size();
        });
        parkedCount = super.parkedCount();
    }

    @Override
    public long retryParked(long nowNs) {
        return transactions.run(() -> update(
                "UPDATE parked SET next_try_ns = ? WHERE next_try_ns > ? AND outcome <> ?",
                nowNs,
                nowNs,
                ParkedFile.HELD));
    }

    @Override
    public long releaseHeld(long nowNs) {
        return transactions.run(() -> update(
                "UPDATE parked SET next_try_ns = ? WHERE next_try_ns > ? AND outcome = ?",
                nowNs,
                nowNs,
                ParkedFile.HELD));
    }

    @Override
    public void forgetKept(List<KeptFile> gone) {
        transactions.run(() -> forget(gone));
    }

    @Override
    public void setArrivalsTold(long id) {
        transactions.run(() -> {
            putMeta(ARRIVALS_TOLD, Long.toString(id));
            return 1;
        });
    }

    private void arrive(ReplicaEntry entry, Sums sums) throws SQLException {
        // Nearly always it is new, and then one statement does.
        if (insert(entry)) {
            sums.arrive(entry);
            return;
        }
        ReplicaEntry known = find(entry.path()).orElseThrow();
        if (known.arrivedNs() == entry.arrivedNs()) {
            sums.bytes += entry.size() - known.size();
            update(entry);
        } else {
            // Not updated, so that the id tells the order of arrival.
            remove(entry.path(), sums);
            insert(entry);
            sums.arrive(entry);
        }
    }

    private void remove(FilePath path, Sums sums) throws SQLException {
        Optional<ReplicaEntry> known = find(path);
        if (known.isPresent()) {
            update("DELETE FROM file WHERE path = ?", path.toString());
            sums.files--;
            sums.bytes -= known.get().size();
        }
    }

    /** @return false, and nothing is changed, if there is a row of this path */
    private boolean insert(ReplicaEntry entry) throws SQLException {
        // Not SQLite's own choice, which gives an id again when the last row was deleted.
        int inserted = update(
                "INSERT INTO file (size, mtime_ns, mode, hash, epoch, sequence, server, arrived_ns, path, id)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (path) DO NOTHING",
                with(values(entry), lastId + 1));
        lastId += inserted;
        return inserted > 0;
    }

    private void update(ReplicaEntry entry) throws SQLException {
        update(
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
            bytes(entry.epoch()),
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
        update(
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
            update("DELETE FROM kept WHERE place = ?", kept.place().toString());
        }
        return gone.size();
    }

    private void park(ParkedFile parked) throws SQLException {
        update(
                "INSERT OR REPLACE INTO parked (path, outcome, reason, tries, not_yets, next_try_ns)"
                        + " VALUES (?, ?, ?, ?, ?, ?)",
                parked.path().toString(),
                parked.outcome(),
                parked.reason(),
                parked.tries(),
                parked.notYets(),
                parked.nextTryNs());
    }

    private void unpark(FilePath path) throws SQLException {
        // Nearly always nothing is parked, and then a million arrivals need not look a million times.
        if (parkedCount > 0) {
            update("DELETE FROM parked WHERE path = ?", path.toString());
        }
    }

    private void putReader(String writer, ReaderPosition position) throws SQLException {
        update(
                "INSERT OR REPLACE INTO reader (writer, position, sequence) VALUES (?, ?, ?)",
                writer,
                position.index(),
                position.sequence());
    }

    private void addReceived(String server, CatalogView.Totals more) throws SQLException {
        update(
                "INSERT INTO received (server, files, bytes) VALUES (?, ?, ?) ON CONFLICT (server) DO UPDATE SET"
                        + " files = files + excluded.files, bytes = bytes + excluded.bytes",
                server,
                more.files(),
                more.bytes());
    }

    private void putMeta(String key, String value) throws SQLException {
        update("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", key, value);
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

        private void arrive(ReplicaEntry entry) {
            files++;
            bytes += entry.size();
            if (!entry.server().isEmpty()) {
                received.merge(
                        entry.server(),
                        new CatalogView.Totals(1, entry.size()),
                        (a, b) -> new CatalogView.Totals(a.files() + b.files(), a.bytes() + b.bytes()));
            }
        }
    }
}
