package dev.pullover.common.ledger.sqlite;

import dev.pullover.common.PulloverException;
import dev.pullover.common.catalog.Sha256;
import dev.pullover.common.ledger.Arrival;
import dev.pullover.common.ledger.CatalogView;
import dev.pullover.common.ledger.KeptFile;
import dev.pullover.common.ledger.ParkedFile;
import dev.pullover.common.ledger.ReplicaEntry;
import dev.pullover.common.ledger.ReplicaLedger;
import dev.pullover.common.ledger.ReplicaView;
import dev.pullover.common.path.FilePath;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.UUID;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** The queries on {@code replica.db}, whose tables {@link SqliteReplicaLedger} draws. One thread. */
sealed class SqliteReplicaView implements ReplicaView permits SqliteReplicaLedger {
    static final String CATALOG_ID = "catalog-id";
    static final String POSITION = "position";
    static final String FILES = "files";
    static final String BYTES = "bytes";
    static final String LAST_ID = "last-id";
    static final String ARRIVALS_TOLD = "arrivals-told";

    private static final String COLUMNS = "path, size, mtime_ns, mode, hash, epoch, sequence, server, arrived_ns";
    private static final String FILE = "SELECT " + COLUMNS + " FROM file";
    private static final String KEPT = "SELECT " + COLUMNS + ", reason, since_ns, place FROM kept";
    /** Before that, there was no table "kept". A command of this version may meet such a file before copylist does. */
    private static final int KEPT_SINCE_VERSION = 3;

    /** Before that, {@code tries} counted these, too, see there. */
    private static final int NOT_YETS_SINCE_VERSION = 4;

    private final Path database;
    private final Connection connection;
    private final String selectParked;
    private final Map<String, PreparedStatement> statements = new HashMap<>();

    SqliteReplicaView(Path database, Connection connection) {
        this.database = database;
        this.connection = connection;
        this.selectParked = "SELECT path, outcome, reason, tries, next_try_ns, "
                + (version() >= NOT_YETS_SINCE_VERSION ? "not_yets" : "0") + " FROM parked";
    }

    @Override
    public long position(String catalogId) {
        boolean same = meta(CATALOG_ID).filter(catalogId::equals).isPresent();
        return same ? metaNumber(POSITION) : 0;
    }

    @Override
    public Optional<ReplicaEntry> find(FilePath path) {
        return first(list(FILE + " WHERE path = ?", SqliteReplicaView::file, path.toString()));
    }

    @Override
    public Optional<ParkedFile> findParked(FilePath path) {
        return first(list(selectParked + " WHERE path = ?", SqliteReplicaView::parkedFile, path.toString()));
    }

    @Override
    public List<ParkedFile> due(long nowNs, int limit) {
        List<ParkedFile> due = new ArrayList<>(list(
                selectParked + " WHERE next_try_ns <= ? ORDER BY next_try_ns LIMIT ?",
                SqliteReplicaView::parkedFile,
                nowNs,
                limit));
        // Two ranges of the index, each ended by the limit: one condition for both would read all that is parked.
        due.addAll(list(
                selectParked + " WHERE next_try_ns > ? AND next_try_ns < ? ORDER BY next_try_ns LIMIT ?",
                SqliteReplicaView::parkedFile,
                Math.min(nowNs, ParkedFile.NEVER - ParkedFile.LONGEST_WAIT_NS) + ParkedFile.LONGEST_WAIT_NS,
                ParkedFile.NEVER,
                limit - due.size()));
        return due;
    }

    @Override
    public long parkedCount() {
        return list("SELECT count(*) FROM parked", row -> row.getLong(1)).get(0);
    }

    @Override
    public long parkedCount(int parkAfter) {
        return list(
                        "SELECT count(*) FROM parked WHERE next_try_ns = ? OR tries >= ?",
                        row -> row.getLong(1),
                        ParkedFile.NEVER,
                        parkAfter)
                .get(0);
    }

    @Override
    public CatalogView.Totals totals() {
        return new CatalogView.Totals(metaNumber(FILES), metaNumber(BYTES));
    }

    @Override
    public Map<String, CatalogView.Totals> received() {
        Map<String, CatalogView.Totals> received = new TreeMap<>();
        list(
                "SELECT server, files, bytes FROM received",
                row -> received.put(row.getString(1), new CatalogView.Totals(row.getLong(2), row.getLong(3))));
        return received;
    }

    @Override
    public List<ReplicaEntry> lastArrivals(int limit) {
        return list(FILE + " ORDER BY id DESC LIMIT ?", SqliteReplicaView::file, limit);
    }

    @Override
    public List<ReplicaEntry> files(FilePath after, int limit) {
        return list(FILE + " WHERE path > ? ORDER BY path LIMIT ?", SqliteReplicaView::file, after.toString(), limit);
    }

    @Override
    public List<ParkedFile> parked(FilePath after, int limit) {
        return list(
                selectParked + " WHERE path > ? ORDER BY path LIMIT ?",
                SqliteReplicaView::parkedFile,
                after.toString(),
                limit);
    }

    @Override
    public List<KeptFile> kept(FilePath path) {
        return knowsKept()
                ? list(
                        KEPT + " WHERE path = ? ORDER BY since_ns DESC, id DESC",
                        SqliteReplicaView::keptFile,
                        path.toString())
                : List.of();
    }

    @Override
    public List<FilePath> replacedMoreThan(int files, int limit) {
        return knowsKept()
                ? list(
                        "SELECT path FROM kept WHERE reason = ? GROUP BY path HAVING count(*) > ? LIMIT ?",
                        row -> FilePath.parse(row.getString(1)),
                        KeptFile.Reason.REPLACED.word(),
                        files,
                        limit)
                : List.of();
    }

    @Override
    public List<KeptFile> keptBefore(KeptFile.Reason reason, long sinceNs, int limit) {
        return knowsKept()
                ? list(
                        KEPT + " WHERE reason = ? AND since_ns < ? ORDER BY since_ns LIMIT ?",
                        SqliteReplicaView::keptFile,
                        reason.word(),
                        sinceNs,
                        limit)
                : List.of();
    }

    @Override
    public long keptSince(KeptFile.Reason reason, long sinceNs) {
        return knowsKept()
                ? list(
                                "SELECT count(*) FROM kept WHERE reason = ? AND since_ns >= ?",
                                row -> row.getLong(1),
                                reason.word(),
                                sinceNs)
                        .get(0)
                : 0;
    }

    @Override
    public List<Arrival> arrivals(long after, int limit) {
        return list(
                "SELECT " + COLUMNS + ", id FROM file WHERE id > ? ORDER BY id LIMIT ?",
                row -> new Arrival(row.getLong(10), file(row)),
                after,
                limit);
    }

    @Override
    public long lastArrivalId() {
        long highest = list("SELECT coalesce(max(id), 0) FROM file", row -> row.getLong(1))
                .get(0);
        return Math.max(highest, metaNumber(LAST_ID));
    }

    @Override
    public OptionalLong arrivalsTold() {
        Optional<String> told = meta(ARRIVALS_TOLD);
        return told.isPresent() ? OptionalLong.of(Long.parseLong(told.get())) : OptionalLong.empty();
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    Optional<String> meta(String key) {
        return first(list("SELECT value FROM meta WHERE key = ?", row -> row.getString(1), key));
    }

    long metaNumber(String key) {
        return meta(key).map(Long::parseLong).orElse(0L);
    }

    /** Runs a query. Its text is prepared once and kept, so it must come from a small set. */
    <T> List<T> list(String sql, RowReader<T> reader, Object... parameters) {
        try (ResultSet rows = prepared(sql, parameters).executeQuery()) {
            List<T> list = new ArrayList<>();
            while (rows.next()) {
                list.add(reader.read(rows));
            }
            return list;
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /** Runs a change, prepared as {@link #list} does. */
    int update(String sql, Object... parameters) throws SQLException {
        return prepared(sql, parameters).executeUpdate();
    }

    RuntimeException failed(SQLException e) {
        PulloverException failure = SqliteFailure.of(
                database, e, "stop copylist and move it away; files that are in place need not be pulled again");
        boolean full = e instanceof SQLiteException known && known.getResultCode() == SQLiteErrorCode.SQLITE_FULL;
        return full ? new ReplicaLedger.FullException(String.valueOf(failure.getMessage()), e) : failure;
    }

    private PreparedStatement prepared(String sql, Object... parameters) throws SQLException {
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

    private static ReplicaEntry file(ResultSet row) throws SQLException {
        return new ReplicaEntry(
                FilePath.parse(row.getString(1)),
                row.getLong(2),
                row.getLong(3),
                row.getInt(4),
                Sha256.ofBytes(row.getBytes(5)),
                uuid(row.getBytes(6)),
                row.getLong(7),
                row.getString(8),
                row.getLong(9));
    }

    private static KeptFile keptFile(ResultSet row) throws SQLException {
        return new KeptFile(
                file(row), KeptFile.Reason.of(row.getString(10)), row.getLong(11), FilePath.parse(row.getString(12)));
    }

    private boolean knowsKept() {
        return version() >= KEPT_SINCE_VERSION;
    }

    final int version() {
        return list("PRAGMA user_version", row -> row.getInt(1)).get(0);
    }

    private static ParkedFile parkedFile(ResultSet row) throws SQLException {
        return new ParkedFile(
                FilePath.parse(row.getString(1)),
                row.getString(2),
                row.getString(3),
                row.getInt(4),
                row.getInt(6),
                row.getLong(5));
    }

    static byte[] bytes(UUID uuid) {
        return ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(uuid.getMostSignificantBits())
                .putLong(uuid.getLeastSignificantBits())
                .array();
    }

    private static UUID uuid(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new UUID(buffer.getLong(), buffer.getLong());
    }

    private static <T> Optional<T> first(List<T> list) {
        return list.stream().findFirst();
    }

    /** Makes a value of the row at which a result stands. */
    @FunctionalInterface
    interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }
}
