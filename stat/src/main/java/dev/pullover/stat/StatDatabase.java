package dev.pullover.stat;

import dev.pullover.common.ledger.sqlite.SqliteFailure;
import dev.pullover.common.ledger.sqlite.SqliteFile;
import dev.pullover.common.metrics.Counter;
import dev.pullover.common.queue.ReaderPosition;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code stat.db} for its one writer.
 *
 * <pre>
 * total        module, counter (id), label PK | sum | level | level_ns     what people are told: sum of a counter,
 *                                                                          level of a gauge and when it was read
 * incarnation  number PK | module, id unique | last_ns                     processes, in the order in which they were
 *                                                                          first heard of; when they last reported
 * counted      incarnation (number), counter, label PK | value             how much of a process is in total.sum
 * position     writer PK | idx | sequence                                  the next message to read of each queue
 * series       number PK | module, counter, label unique                   what has a history
 * history      resolution (s), series, slot PK | value                     the value in a slot, where it changed
 * event        time_ns, kind, server PK | before | after | reason          what became of the servers
 * </pre>
 *
 * <p>The rule: messages carry totals since the start of a process, so {@code sum} is the sum over all processes of the
 * greatest value of each, and {@code level} is the value with the newest time; one of the future, from before the clock was
 * set back, gives way to any. Neither depends on the order of messages
 * or on how often one comes, and a lost one is made up for by the next. A message adds to {@code sum} what it is above
 * {@code counted}. Values are kept both ways, since only the reader knows which counters are gauges: a newer process may
 * report what this version does not know.
 *
 * <p>What keeps it small: {@code counted} is forgotten of all but the {@value #COUNTED_INCARNATIONS} newest processes of a
 * module; later messages of the others are ignored. A process is known by name until {@value #KNOWN_INCARNATIONS} newer
 * ones came, which is long after its queue has deleted its messages.
 *
 * <p>Positions are kept in the transaction that counts. Commits are not forced to disk one by one: what a power cut takes,
 * it takes together with the positions. A call that fails throws {@link dev.pullover.common.PulloverException} with what
 * to do; nothing of it has happened then. Not thread-safe.
 */
final class StatDatabase implements AutoCloseable {
    static final List<String> SCHEMA = List.of("""
            CREATE TABLE total (
              module TEXT NOT NULL, counter INTEGER NOT NULL, label TEXT NOT NULL,
              sum INTEGER NOT NULL, level INTEGER NOT NULL, level_ns INTEGER NOT NULL,
              PRIMARY KEY (module, counter, label)) WITHOUT ROWID;
            CREATE TABLE incarnation (
              number INTEGER PRIMARY KEY, module TEXT NOT NULL, id INTEGER NOT NULL, last_ns INTEGER NOT NULL,
              UNIQUE (module, id));
            CREATE TABLE counted (
              incarnation INTEGER NOT NULL, counter INTEGER NOT NULL, label TEXT NOT NULL, value INTEGER NOT NULL,
              PRIMARY KEY (incarnation, counter, label)) WITHOUT ROWID;
            CREATE TABLE position (
              writer TEXT PRIMARY KEY, idx INTEGER NOT NULL, sequence INTEGER NOT NULL) WITHOUT ROWID;
            """, """
            CREATE TABLE series (
              number INTEGER PRIMARY KEY, module TEXT NOT NULL, counter INTEGER NOT NULL, label TEXT NOT NULL,
              UNIQUE (module, counter, label));
            CREATE TABLE history (
              resolution INTEGER NOT NULL, series INTEGER NOT NULL, slot INTEGER NOT NULL, value INTEGER NOT NULL,
              PRIMARY KEY (resolution, series, slot)) WITHOUT ROWID;
            CREATE TABLE event (
              time_ns INTEGER NOT NULL, kind TEXT NOT NULL, server TEXT NOT NULL,
              before TEXT NOT NULL, after TEXT NOT NULL, reason TEXT NOT NULL,
              PRIMARY KEY (time_ns, kind, server)) WITHOUT ROWID;
            """);
    /** Processes of one module whose messages may come in any order. */
    static final int COUNTED_INCARNATIONS = 16;
    /** Events that are kept. */
    static final int MAX_EVENTS = 1000;
    /** Processes of one module that are recognised. */
    static final int KNOWN_INCARNATIONS = 1000;
    /** What to do about a damaged file. */
    static final String REMEDY = "stop stat and move it away; counting begins anew";

    private static final Logger log = LoggerFactory.getLogger(StatDatabase.class);

    private static final String REMEMBER = """
            INSERT INTO counted (incarnation, counter, label, value) VALUES (?, ?, ?, ?)
            ON CONFLICT (incarnation, counter, label) DO UPDATE SET value = excluded.value
            """;
    private static final String ADD = """
            INSERT INTO total (module, counter, label, sum, level, level_ns) VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT (module, counter, label) DO UPDATE SET
              sum = sum + excluded.sum,
              level = iif(excluded.level_ns >= level_ns OR level_ns > ?, excluded.level, level),
              level_ns = iif(excluded.level_ns >= level_ns OR level_ns > ?, excluded.level_ns, level_ns)
            """;

    private final Path file;
    private final Connection connection;
    private final Map<String, PreparedStatement> statements = new HashMap<>();
    private final HistoryTables history;
    /** What the table of this name holds, as far as it was written or read since a process came. */
    private final Map<Known, Long> counted = new HashMap<>();

    private StatDatabase(Path file, Connection connection) {
        this.file = file;
        this.connection = connection;
        this.history = new HistoryTables(connection);
    }

    /**
     * Opens the database, which is made if it is not there.
     *
     * @throws dev.pullover.common.PulloverException (usage) if it cannot be used
     */
    static StatDatabase open(Path file) {
        return new StatDatabase(file, SqliteFile.openForWriting(file, SqliteFile.Durability.NORMAL, SCHEMA));
    }

    /** Where to go on reading, by writer. */
    Map<String, ReaderPosition> positions() {
        Map<String, ReaderPosition> positions = new TreeMap<>();
        transaction(() -> {
            try (ResultSet rows =
                    statement("SELECT writer, idx, sequence FROM position").executeQuery()) {
                while (rows.next()) {
                    positions.put(rows.getString(1), new ReaderPosition(rows.getLong(2), rows.getLong(3)));
                }
            }
        });
        return positions;
    }

    /** The statements of the history, for use in {@link #transaction}. */
    HistoryTables history() {
        return history;
    }

    /** Keeps events, those that are known already once, and the newest {@value #MAX_EVENTS}. */
    void keep(List<Event> events) {
        transaction(() -> {
            for (Event event : events) {
                update(
                        "INSERT OR IGNORE INTO event (time_ns, kind, server, before, after, reason)"
                                + " VALUES (?, ?, ?, ?, ?, ?)",
                        event.timeNs(),
                        event.kind(),
                        event.server(),
                        event.before(),
                        event.after(),
                        event.reason());
            }
            update(
                    "DELETE FROM event WHERE time_ns < (SELECT time_ns FROM event ORDER BY time_ns DESC LIMIT 1 OFFSET ?)",
                    MAX_EVENTS - 1);
        });
    }

    /**
     * Counts what has come, and keeps where reading stands.
     *
     * @param nowNs the time now, nanoseconds since 1970 UTC
     */
    void count(Pending pending, Map<String, ReaderPosition> positions, long nowNs) {
        transaction(() -> {
            for (Map.Entry<Pending.Incarnation, Pending.Report> entry :
                    pending.reports().entrySet()) {
                count(entry.getKey(), entry.getValue(), nowNs);
            }
            for (Map.Entry<String, ReaderPosition> position : positions.entrySet()) {
                update(
                        "INSERT OR REPLACE INTO position (writer, idx, sequence) VALUES (?, ?, ?)",
                        position.getKey(),
                        position.getValue().index(),
                        position.getValue().sequence());
            }
        });
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            log.warn("{}: not closed: {}", file.getFileName(), e.getMessage());
        }
    }

    private void count(Pending.Incarnation incarnation, Pending.Report report, long nowNs) throws SQLException {
        long number = number(incarnation, report.lastNs());
        if (newerThan(number, incarnation.module()) >= COUNTED_INCARNATIONS) {
            return;
        }
        for (Map.Entry<Pending.Series, Pending.Reading> entry :
                report.readings().entrySet()) {
            count(incarnation.module(), number, entry.getKey(), entry.getValue(), nowNs);
        }
    }

    private void count(String module, long number, Pending.Series series, Pending.Reading reading, long nowNs)
            throws SQLException {
        Known key = new Known(number, series);
        Long known = counted.get(key);
        // Most of what is reported has not changed. Of a gauge, the time is news even then.
        if (known != null && reading.peak() <= known && isCounter(series)) {
            return;
        }
        long before = one(
                        "SELECT value FROM counted WHERE incarnation = ? AND counter = ? AND label = ?",
                        number,
                        series.counter(),
                        series.label())
                .orElse(0);
        long after = Math.max(before, reading.peak());
        update(REMEMBER, number, series.counter(), series.label(), after);
        counted.put(key, after);
        update(
                ADD,
                module,
                series.counter(),
                series.label(),
                after - before,
                reading.level(),
                reading.levelNs(),
                nowNs,
                nowNs);
    }

    private static boolean isCounter(Pending.Series series) {
        return Counter.of(series.counter())
                .filter(counter -> counter.kind() != Counter.Kind.GAUGE)
                .isPresent();
    }

    private long number(Pending.Incarnation incarnation, long lastNs) throws SQLException {
        OptionalLong known = one(
                "UPDATE incarnation SET last_ns = max(last_ns, ?) WHERE module = ? AND id = ? RETURNING number",
                lastNs,
                incarnation.module(),
                incarnation.id());
        if (known.isPresent()) {
            return known.getAsLong();
        }
        long number = one(
                        "INSERT INTO incarnation (module, id, last_ns) VALUES (?, ?, ?) RETURNING number",
                        incarnation.module(),
                        incarnation.id(),
                        lastNs)
                .orElseThrow();
        forgetOld(incarnation.module());
        return number;
    }

    private void forgetOld(String module) throws SQLException {
        counted.clear();
        String beyond = "(SELECT number FROM incarnation WHERE module = ? ORDER BY number DESC LIMIT -1 OFFSET ?)";
        update("DELETE FROM counted WHERE incarnation IN " + beyond, module, COUNTED_INCARNATIONS);
        update("DELETE FROM incarnation WHERE number IN " + beyond, module, KNOWN_INCARNATIONS);
    }

    private long newerThan(long number, String module) throws SQLException {
        return one("SELECT count(*) FROM incarnation WHERE module = ? AND number > ?", module, number)
                .orElseThrow();
    }

    private OptionalLong one(String sql, Object... parameters) throws SQLException {
        try (ResultSet rows = statement(sql, parameters).executeQuery()) {
            return rows.next() ? OptionalLong.of(rows.getLong(1)) : OptionalLong.empty();
        }
    }

    private void update(String sql, Object... parameters) throws SQLException {
        statement(sql, parameters).executeUpdate();
    }

    private PreparedStatement statement(String sql, Object... parameters) throws SQLException {
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

    /** Does all of {@code work} or nothing. */
    void transaction(Work work) {
        try {
            try {
                work.run();
                connection.commit();
            } catch (SQLException | RuntimeException e) {
                counted.clear();
                connection.rollback();
                throw e;
            }
        } catch (SQLException e) {
            throw SqliteFailure.of(file, e, REMEDY);
        }
    }

    /** A value of a process. */
    private record Known(long incarnation, Pending.Series series) {}

    /** Work on the database. */
    @FunctionalInterface
    interface Work {
        void run() throws SQLException;
    }
}
