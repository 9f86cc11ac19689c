package dev.pullover.common.ledger.sqlite;

import dev.pullover.common.catalog.CatalogHead;
import dev.pullover.common.catalog.CatalogLine;
import dev.pullover.common.catalog.CatalogLine.Op;
import dev.pullover.common.ledger.CatalogEntry;
import dev.pullover.common.ledger.CatalogLedger;
import dev.pullover.common.ledger.RefusedName;
import dev.pullover.common.ledger.ScanLedger;
import dev.pullover.common.path.FilePath;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * {@code catalog.db} for its one writer.
 *
 * <pre>
 * meta     key TEXT PK | value                                            'id': identity of this database (UUID);
 *                                                                         'last-change': given, if its entry is gone;
 *                                                                         'snapshot': number of the last one read;
 *                                                                         'accepted NAME': until when, ns since 1970
 * epoch    number PK | epoch UUID | parent_epoch, parent_seq, parent_chain (null of one begun anew)
 *          | published_at ISO 8601 | segment | offset | seq | chain       position: behind the last line taken over;
 *                                                                         the highest number is followed now
 * entry    change PK | path TEXT unique | op 'put' or 'del' | size | mtime_ns | mode | hash
 *          | epoch (number) | seq | published_ns                          one row for each path
 *          | server | snapshot                                            server: where scanning found it, epoch is 0
 *                                                                         then; snapshot: number of the last that had it
 * refused  path TEXT PK | epoch (number) | seq | reason                   names that must not be written here; with a
 *                                                                         reason: what scanning found, epoch is 0 then
 * </pre>
 *
 * <p>The tables of scanning are drawn at {@link SqliteScanLedger}.
 *
 * <p>Paths are in escaped form, hashes and chains are 32 bytes. The table of entries is ordered by change number, so new
 * and changed files are appended at its end and reading what is new touches nothing else; only the index of paths is
 * written all over.
 *
 * <p>Commits are forced to disk though all of this could be read again from the servers: copylist remembers durably
 * up to which change number it has come, and a number lost in a power cut and given to another file afterwards would
 * be taken for done. A call that fails throws {@link dev.pullover.common.PulloverException} with what to do; nothing of
 * it has happened then. Not thread-safe.
 */
public final class SqliteCatalogLedger implements CatalogLedger {
    private static final List<String> SCHEMA = List.of("""
            CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
            CREATE TABLE epoch (
              number INTEGER PRIMARY KEY, epoch TEXT NOT NULL UNIQUE,
              parent_epoch TEXT, parent_seq INTEGER, parent_chain BLOB,
              published_at TEXT NOT NULL,
              segment INTEGER NOT NULL, "offset" INTEGER NOT NULL, seq INTEGER NOT NULL, chain BLOB NOT NULL);
            CREATE TABLE entry (
              change INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE, op TEXT NOT NULL, size INTEGER NOT NULL,
              mtime_ns INTEGER NOT NULL, mode INTEGER NOT NULL, hash BLOB NOT NULL,
              epoch INTEGER NOT NULL REFERENCES epoch, seq INTEGER NOT NULL, published_ns INTEGER NOT NULL);
            CREATE TABLE refused (
              path TEXT PRIMARY KEY, epoch INTEGER NOT NULL REFERENCES epoch, seq INTEGER NOT NULL) WITHOUT ROWID;
            """, """
            ALTER TABLE entry ADD COLUMN server TEXT;
            ALTER TABLE entry ADD COLUMN snapshot INTEGER;
            ALTER TABLE refused ADD COLUMN reason TEXT;
            CREATE TABLE scan (server TEXT PRIMARY KEY, full_ns INTEGER NOT NULL) WITHOUT ROWID;
            CREATE TABLE scan_directory (
              id INTEGER PRIMARY KEY AUTOINCREMENT, server TEXT NOT NULL, parent INTEGER NOT NULL, path TEXT NOT NULL,
              mtime INTEGER NOT NULL, since_ns INTEGER NOT NULL, settled INTEGER NOT NULL, UNIQUE (server, path));
            CREATE INDEX scan_directory_parent ON scan_directory (parent);
            CREATE INDEX scan_directory_unsettled ON scan_directory (server, id) WHERE settled = 0;
            CREATE TABLE scan_file (
              directory INTEGER NOT NULL, name TEXT NOT NULL, size INTEGER NOT NULL, mtime INTEGER NOT NULL,
              mode INTEGER NOT NULL, since_ns INTEGER NOT NULL, state INTEGER NOT NULL,
              PRIMARY KEY (directory, name)) WITHOUT ROWID;
            """);

    private static final String SNAPSHOT = "snapshot";
    private static final String ACCEPTED = "accepted ";

    private static final String PUT_ENTRY = """
            INSERT INTO entry (change, path, op, size, mtime_ns, mode, hash, epoch, seq, published_ns, server, snapshot)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (path) DO UPDATE SET
              change = iif(op = excluded.op AND size = excluded.size AND mtime_ns = excluded.mtime_ns
                AND mode = excluded.mode AND hash = excluded.hash, change, excluded.change),
              op = excluded.op, size = excluded.size, mtime_ns = excluded.mtime_ns, mode = excluded.mode,
              hash = excluded.hash, epoch = excluded.epoch, seq = excluded.seq, published_ns = excluded.published_ns,
              server = excluded.server, snapshot = coalesce(excluded.snapshot, snapshot)
            RETURNING change
            """;

    private static final String PUT_EPOCH = """
            INSERT INTO epoch (epoch, parent_epoch, parent_seq, parent_chain, published_at,
              segment, "offset", seq, chain)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (epoch) DO UPDATE SET
              published_at = excluded.published_at,
              segment = excluded.segment, "offset" = excluded."offset", seq = excluded.seq, chain = excluded.chain
            RETURNING number
            """;

    private final SqliteCatalogView view;
    private final SqliteTransactions transactions;
    private long lastChange;
    private @Nullable Followed followed;

    private SqliteCatalogLedger(Path file, Connection connection, RandomGenerator random) {
        this.view = new SqliteCatalogView(file, connection);
        this.transactions = new SqliteTransactions(connection, view::failed);
        transactions.run(() -> view.statement(
                        "INSERT OR IGNORE INTO meta (key, value) VALUES ('id', ?)",
                        new UUID(random.nextLong(), random.nextLong()).toString())
                .executeUpdate());
        this.lastChange = view.lastChange();
        List<Followed> epochs = view.epochs();
        this.followed = epochs.isEmpty() ? null : epochs.get(epochs.size() - 1);
    }

    /**
     * Opens the database, which is made if it is not there.
     *
     * @param random gives a new database its identity
     * @throws dev.pullover.common.PulloverException if it cannot be used
     */
    public static SqliteCatalogLedger open(Path file, RandomGenerator random) {
        Connection connection = SqliteFile.openForWriting(file, SqliteFile.Durability.FULL, SCHEMA);
        return new SqliteCatalogLedger(file, connection, random);
    }

    @Override
    public Changes apply(List<CatalogLine> lines, List<CatalogLine> refused, Followed next) {
        return apply(lines, refused, next, null);
    }

    @Override
    public void together(Runnable work) {
        Followed before = followed;
        try {
            numbering(() -> {
                work.run();
                return Changes.NONE;
            });
        } catch (RuntimeException e) {
            followed = before;
            throw e;
        }
    }

    @Override
    public long beginSnapshot() {
        return transactions.run(() -> {
            long number = view.meta(SNAPSHOT) + 1;
            view.setMeta(SNAPSHOT, number);
            return number;
        });
    }

    @Override
    public Changes applySnapshot(List<CatalogLine> lines, List<CatalogLine> refused, Followed next, long snapshot) {
        return apply(lines, refused, next, snapshot);
    }

    @Override
    public List<CatalogEntry> notInSnapshot(long snapshot, UUID epoch, long upTo, long after, int limit) {
        return view.notInSnapshot(snapshot, epoch, upTo, after, limit);
    }

    @Override
    public List<CatalogEntry> namedAbove(UUID epoch, long sequence, long after, int limit) {
        return view.namedAbove(epoch, sequence, after, limit);
    }

    @Override
    public void accept(String server, long untilNs) {
        transactions.run(() -> {
            view.setMeta(ACCEPTED + server, untilNs);
            return server;
        });
    }

    @Override
    public long acceptedUntilNs(String server) {
        return view.call(() -> view.meta(ACCEPTED + server));
    }

    @Override
    public ScanLedger scans() {
        return new SqliteScanLedger(view, this);
    }

    private Changes apply(List<CatalogLine> lines, List<CatalogLine> refused, Followed next, @Nullable Long snapshot) {
        Changes changes = numbering(() -> {
            long epoch = moveTo(next);
            refuse(refused, epoch);
            return enter(lines, epoch, snapshot);
        });
        followed = next;
        return changes;
    }

    /** A transaction that gives change numbers: if it fails they were not given. */
    Changes numbering(SqliteTransactions.Work<Changes> work) {
        long before = lastChange;
        try {
            return transactions.run(work);
        } catch (RuntimeException e) {
            lastChange = before;
            throw e;
        }
    }

    /** Enters what scanning found. Within {@link #numbering}. */
    void offer(CatalogLine line, String server) throws SQLException {
        put(line, 0, server, null);
    }

    /** The number that the next change gets. */
    long nextChange() {
        return lastChange + 1;
    }

    @Override
    public List<Followed> epochs() {
        return view.epochs();
    }

    @Override
    public Optional<Followed> followed() {
        return Optional.ofNullable(followed);
    }

    @Override
    public String id() {
        return view.id();
    }

    @Override
    public long lastChange() {
        return lastChange;
    }

    @Override
    public List<CatalogEntry> changes(long after, int limit) {
        return view.changes(after, limit);
    }

    @Override
    public Optional<CatalogEntry> find(FilePath path) {
        return view.find(path);
    }

    @Override
    public Optional<RefusedName> refused(FilePath path) {
        return view.refused(path);
    }

    @Override
    public Totals totals(long after) {
        return view.totals(after);
    }

    @Override
    public void close() {
        view.close();
    }

    private long moveTo(Followed next) throws SQLException {
        CatalogHead.Parent parent = next.parent();
        long number = number(view.statement(
                PUT_EPOCH,
                next.epoch().toString(),
                parent == null ? null : parent.epoch().toString(),
                parent == null ? null : parent.seq(),
                parent == null ? null : parent.chain().bytes(),
                next.publishedAt().toString(),
                next.position().segment(),
                next.position().offset(),
                next.position().seq(),
                next.position().chain().bytes()));
        if (number < number(view.statement("SELECT max(number) FROM epoch"))) {
            throw new IllegalStateException("epoch " + next.epoch() + " was left, and is not followed again");
        }
        return number;
    }

    private Changes enter(List<CatalogLine> lines, long epoch, @Nullable Long snapshot) throws SQLException {
        long first = lastChange + 1;
        long files = 0;
        long bytes = 0;
        for (CatalogLine line : lines) {
            if (put(line, epoch, null, snapshot)) {
                files++;
                bytes += line.size();
            }
        }
        return files == 0 ? Changes.NONE : new Changes(first, lastChange, files, bytes);
    }

    private boolean put(CatalogLine line, long epoch, @Nullable String server, @Nullable Long snapshot)
            throws SQLException {
        long given = number(view.statement(
                PUT_ENTRY,
                lastChange + 1,
                line.path().toString(),
                line.op().toString(),
                line.size(),
                line.mtimeNs(),
                line.mode(),
                line.hash().bytes(),
                epoch,
                line.seq(),
                line.publishedNs(),
                server,
                snapshot));
        boolean changed = given > lastChange;
        lastChange = Math.max(lastChange, given);
        return changed;
    }

    private void refuse(List<CatalogLine> refused, long epoch) throws SQLException {
        for (CatalogLine line : refused) {
            String path = line.path().toString();
            if (line.op() == Op.DEL) {
                view.statement("DELETE FROM refused WHERE path = ?", path).executeUpdate();
            } else {
                view.statement(
                                "INSERT OR REPLACE INTO refused (path, epoch, seq) VALUES (?, ?, ?)",
                                path,
                                epoch,
                                line.seq())
                        .executeUpdate();
            }
        }
    }

    private static long number(PreparedStatement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery()) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
