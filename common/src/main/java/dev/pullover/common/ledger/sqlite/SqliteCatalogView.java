package dev.pullover.common.ledger.sqlite;

import dev.pullover.common.ExitCode;
import dev.pullover.common.PulloverException;
import dev.pullover.common.catalog.CatalogHead;
import dev.pullover.common.catalog.CatalogLine;
import dev.pullover.common.catalog.CatalogLine.Op;
import dev.pullover.common.catalog.CatalogPosition;
import dev.pullover.common.catalog.Sha256;
import dev.pullover.common.ledger.CatalogEntry;
import dev.pullover.common.ledger.CatalogLedger.Followed;
import dev.pullover.common.ledger.CatalogView;
import dev.pullover.common.ledger.RefusedName;
import dev.pullover.common.path.FilePath;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * {@code catalog.db} for reading, while synchrolist writes it in another process: every call sees all that was committed
 * before it. Its tables are drawn at {@link SqliteCatalogLedger}. A call that fails throws {@link PulloverException}
 * with what to do. Not thread-safe.
 */
public final class SqliteCatalogView implements CatalogView {
    private static final String ENTRY =
            "SELECT change, path, op, size, mtime_ns, mode, hash, epoch, seq, published_ns" + " FROM entry ";

    private final Path file;
    private final Connection connection;
    private final Map<String, PreparedStatement> statements = new HashMap<>();
    private final Map<Long, UUID> epochsByNumber = new HashMap<>();

    SqliteCatalogView(Path file, Connection connection) {
        this.file = file;
        this.connection = connection;
    }

    /**
     * Opens the database.
     *
     * @throws PulloverException (usage) if it is not there yet or cannot be read
     */
    public static SqliteCatalogView open(Path file) {
        return openIfReady(file)
                .orElseThrow(() -> new PulloverException(
                        ExitCode.USAGE, file + " is not there yet, or empty: it is made when synchrolist first runs"));
    }

    /**
     * Opens the database, or nothing if synchrolist has not made it and its tables yet: for those who can wait.
     *
     * @throws PulloverException (usage) if it cannot be read
     */
    public static Optional<SqliteCatalogView> openIfReady(Path file) {
        return SqliteFile.openIfReady(
                file,
                connection -> new SqliteCatalogView(file, connection),
                SqliteCatalogView::hasTables,
                SqliteCatalogView::close);
    }

    @Override
    public String id() {
        return call(() -> one("SELECT value FROM meta WHERE key = 'id'", row -> row.getString(1))
                .orElseThrow());
    }

    @Override
    public long lastChange() {
        return call(() -> one(
                        "SELECT max(coalesce((SELECT max(change) FROM entry), 0),"
                                + " coalesce((SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'last-change'), 0))",
                        row -> row.getLong(1))
                .orElse(0L));
    }

    @Override
    public List<CatalogEntry> changes(long after, int limit) {
        return call(() -> all(ENTRY + "WHERE change > ? ORDER BY change LIMIT ?", this::entry, after, limit));
    }

    @Override
    public Optional<CatalogEntry> find(FilePath path) {
        return call(() -> one(ENTRY + "WHERE path = ?", this::entry, path.toString()));
    }

    @Override
    public Optional<RefusedName> refused(FilePath path) {
        return call(() ->
                one("SELECT path, epoch, seq, reason FROM refused WHERE path = ?", this::refusedName, path.toString()));
    }

    /** The refused names that come after {@code after} in the order of their escaped forms, at most {@code limit}. */
    public List<RefusedName> refusedAfter(String after, int limit) {
        return call(() -> all(
                "SELECT path, epoch, seq, reason FROM refused WHERE path > ? ORDER BY path LIMIT ?",
                this::refusedName,
                after,
                limit));
    }

    /** How many names are refused. */
    public long refusedCount() {
        return call(
                () -> one("SELECT count(*) FROM refused", row -> row.getLong(1)).orElse(0L));
    }

    @Override
    public Totals totals(long after) {
        return call(() -> one(
                        "SELECT count(*), coalesce(sum(size), 0) FROM entry WHERE change > ?",
                        row -> new Totals(row.getLong(1), row.getLong(2)),
                        after)
                .orElseThrow());
    }

    /** The catalogs that were ever followed, see {@link dev.pullover.common.ledger.CatalogLedger#epochs()}. */
    public List<Followed> epochs() {
        return call(() -> all(
                "SELECT epoch, parent_epoch, parent_seq, parent_chain, published_at, segment, \"offset\", seq, chain"
                        + " FROM epoch ORDER BY number",
                SqliteCatalogView::followed));
    }

    /**
     * Entries last named by a line of {@code epoch} above {@code sequence}, with change numbers above {@code after}, in order,
     * at most {@code limit}. Looks at all entries.
     */
    List<CatalogEntry> namedAbove(UUID epoch, long sequence, long after, int limit) {
        return call(() -> all(
                ENTRY + "WHERE change > ? AND epoch = (SELECT number FROM epoch WHERE epoch = ?) AND seq > ?"
                        + " ORDER BY change LIMIT ?",
                this::entry,
                after,
                epoch.toString(),
                sequence,
                limit));
    }

    /** How many entries were last named by a line of {@code epoch} above {@code sequence}. Looks at all entries. */
    public long namedAbove(UUID epoch, long sequence) {
        return call(() -> one(
                        "SELECT count(*) FROM entry WHERE epoch = (SELECT number FROM epoch WHERE epoch = ?) AND seq > ?",
                        row -> row.getLong(1),
                        epoch.toString(),
                        sequence)
                .orElse(0L));
    }

    /** What scanning knows of servers, by name; empty if none was ever scanned. Looks at all that was seen. */
    public List<ScannedServer> scannedServers() {
        return call(() -> all(
                "SELECT d.server, count(*), coalesce(sum(1 - d.settled), 0),"
                        + " coalesce(sum((SELECT count(*) FROM scan_file f WHERE f.directory = d.id)), 0),"
                        + " coalesce(sum((SELECT count(*) FROM scan_file f WHERE f.directory = d.id AND f.state = 0)), 0),"
                        + " coalesce((SELECT full_ns FROM scan s WHERE s.server = d.server), 0)"
                        + " FROM scan_directory d GROUP BY d.server ORDER BY d.server",
                row -> new ScannedServer(
                        row.getString(1),
                        row.getLong(2),
                        row.getLong(3),
                        row.getLong(4),
                        row.getLong(5),
                        row.getLong(6))));
    }

    /**
     * What scanning knows of a server.
     *
     * @param directories it has
     * @param unsettled those of them that are listed at the next look
     * @param files names that it has, without directories
     * @param waiting files that a second look is to confirm
     * @param fullScanNs when every directory was last listed, nanoseconds since 1970 UTC; 0 if never
     */
    public record ScannedServer(
            String server, long directories, long unsettled, long files, long waiting, long fullScanNs) {}

    /**
     * Entries named by lines of {@code epoch} up to {@code upTo} that snapshot {@code snapshot} has not, see {@link
     * dev.pullover.common.ledger.CatalogLedger#notInSnapshot}.
     */
    List<CatalogEntry> notInSnapshot(long snapshot, UUID epoch, long upTo, long after, int limit) {
        return call(() -> all(
                ENTRY + "WHERE change > ? AND op = 'put' AND server IS NULL AND coalesce(snapshot, 0) <> ?"
                        + " AND epoch = (SELECT number FROM epoch WHERE epoch = ?) AND seq <= ? ORDER BY change LIMIT ?",
                this::entry,
                after,
                snapshot,
                epoch.toString(),
                upTo,
                limit));
    }

    /** A number kept beside the tables; 0 if it was never set. */
    long meta(String key) throws SQLException {
        return one("SELECT CAST(value AS INTEGER) FROM meta WHERE key = ?", row -> row.getLong(1), key)
                .orElse(0L);
    }

    void setMeta(String key, long value) throws SQLException {
        statement("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", key, Long.toString(value))
                .executeUpdate();
    }

    @Override
    public void close() {
        call(() -> {
            connection.close();
            return null;
        });
    }

    /** Reads one row. */
    @FunctionalInterface
    interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }

    <T extends @Nullable Object> T call(SqliteTransactions.Work<T> work) {
        try {
            return work.run();
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    RuntimeException failed(SQLException e) {
        return SqliteFailure.of(
                file, e, "stop synchrolist and copylist and remove it; synchrolist makes it anew from the servers");
    }

    /** A statement, prepared once, with its parameters set. */
    PreparedStatement statement(String sql, @Nullable Object... parameters) throws SQLException {
        PreparedStatement statement = statements.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            statements.put(sql, statement);
        }
        for (int i = 0; i < parameters.length; i++) {
            statement.setObject(i + 1, parameters[i]);
        }
        return statement;
    }

    <T> Optional<T> one(String sql, RowReader<T> reader, Object... parameters) throws SQLException {
        try (ResultSet rows = statement(sql, parameters).executeQuery()) {
            return rows.next() ? Optional.of(reader.read(rows)) : Optional.empty();
        }
    }

    <T> List<T> all(String sql, RowReader<T> reader, Object... parameters) throws SQLException {
        List<T> found = new ArrayList<>();
        try (ResultSet rows = statement(sql, parameters).executeQuery()) {
            while (rows.next()) {
                found.add(reader.read(rows));
            }
        }
        return found;
    }

    /** The identity is given a moment after the tables are made. */
    private boolean hasTables() {
        return call(() -> one("PRAGMA user_version", row -> row.getLong(1)).orElse(0L)) > 0
                && call(() -> one("SELECT count(*) FROM meta WHERE key = 'id'", row -> row.getLong(1))
                                .orElse(0L))
                        > 0;
    }

    private CatalogEntry entry(ResultSet row) throws SQLException {
        FilePath path = FilePath.parse(row.getString(2));
        Op op = row.getString(3).equals(Op.PUT.toString()) ? Op.PUT : Op.DEL;
        Sha256 hash = Sha256.ofBytes(row.getBytes(7));
        CatalogLine line = new CatalogLine(
                row.getLong(9), op, row.getLong(4), row.getLong(5), row.getInt(6), hash, row.getLong(10), path);
        return new CatalogEntry(row.getLong(1), epoch(row.getLong(8)), line);
    }

    private RefusedName refusedName(ResultSet row) throws SQLException {
        FilePath path = FilePath.parse(row.getString(1));
        String found = row.getString(4);
        String reason = found != null ? found : path.problem().orElse("refused by an earlier version");
        return new RefusedName(path, epoch(row.getLong(2)), row.getLong(3), reason);
    }

    private UUID epoch(long number) throws SQLException {
        if (number == 0) {
            return CatalogEntry.SCANNED;
        }
        UUID epoch = epochsByNumber.get(number);
        if (epoch == null) {
            epoch = UUID.fromString(one("SELECT epoch FROM epoch WHERE number = ?", row -> row.getString(1), number)
                    .orElseThrow());
            epochsByNumber.put(number, epoch);
        }
        return epoch;
    }

    private static Followed followed(ResultSet row) throws SQLException {
        String parent = row.getString(2);
        return new Followed(
                UUID.fromString(row.getString(1)),
                parent == null
                        ? null
                        : new CatalogHead.Parent(
                                UUID.fromString(parent), row.getLong(3), Sha256.ofBytes(row.getBytes(4))),
                Instant.parse(row.getString(5)),
                new CatalogPosition(row.getLong(6), row.getLong(7), row.getLong(8), Sha256.ofBytes(row.getBytes(9))));
    }
}
