package dev.pullover.stat;

import dev.pullover.common.ExitCode;
import dev.pullover.common.PulloverException;
import dev.pullover.common.ledger.sqlite.SqliteFailure;
import dev.pullover.common.ledger.sqlite.SqliteFile;
import dev.pullover.stat.History.Point;
import dev.pullover.stat.History.Series;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Reads the history while stat goes on writing it. Not thread-safe. */
final class HistoryView implements AutoCloseable {
    /** Where there is no value. */
    static final long UNKNOWN = -1;

    private final Path file;
    private final Connection connection;
    private final HistoryTables tables;

    private HistoryView(Path file, Connection connection) {
        this.file = file;
        this.connection = connection;
        this.tables = new HistoryTables(connection);
    }

    /** @throws PulloverException (usage) if the database is not there or cannot be read */
    static HistoryView open(Path file) {
        return new HistoryView(file, SqliteFile.openForReading(file));
    }

    /** The figures with what counters have grown by since {@code age} ago; gauges stay as they are. */
    List<Figure> since(List<Figure> figures, long nowNs, Duration age) {
        Resolution resolution = Resolution.reaching(age);
        long slot = resolution.slot(nowNs - age.toNanos());
        try {
            Map<Series, Long> numbers = tables.series();
            List<Figure> grown = new ArrayList<>(figures.size());
            for (Figure figure : figures) {
                grown.add(figure.adds() ? figure.minus(valueAt(numbers, figure, resolution, slot)) : figure);
            }
            return grown;
        } catch (SQLException e) {
            throw unreadable(e);
        }
    }

    /**
     * The values of a figure in {@code slots} slots, the last of them that of {@code nowNs}; {@value #UNKNOWN} before it
     * was first heard of.
     */
    long[] values(Figure figure, Resolution resolution, int slots, long nowNs) {
        long last = resolution.slot(nowNs);
        long[] values = new long[slots];
        Arrays.fill(values, UNKNOWN);
        try {
            Long number = tables.series().get(new Series(figure.module(), figure.counter(), figure.label()));
            if (number == null) {
                return values;
            }
            long first = last - slots + 1;
            List<Point> points = new ArrayList<>(tables.before(resolution, number, first));
            points.addAll(tables.between(resolution, number, first, last));
            fill(values, points, first);
            return values;
        } catch (SQLException e) {
            throw unreadable(e);
        }
    }

    /** What became of the servers, newest first, at most {@code limit}. */
    List<PageData.Change> events(int limit) {
        String sql = "SELECT time_ns, kind, server, before, after, reason FROM event ORDER BY time_ns DESC LIMIT ?";
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            query.setInt(1, limit);
            List<PageData.Change> events = new ArrayList<>();
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    events.add(new PageData.Change(
                            TimeUnit.NANOSECONDS.toMillis(rows.getLong(1)),
                            rows.getString(2),
                            rows.getString(3),
                            rows.getString(4),
                            rows.getString(5),
                            rows.getString(6)));
                }
            }
            return events;
        } catch (SQLException e) {
            throw unreadable(e);
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw unreadable(e);
        }
    }

    private long valueAt(Map<Series, Long> numbers, Figure figure, Resolution resolution, long slot)
            throws SQLException {
        Long number = numbers.get(new Series(figure.module(), figure.counter(), figure.label()));
        if (number == null) {
            return 0;
        }
        List<Point> point = tables.before(resolution, number, slot);
        return point.isEmpty() ? 0 : point.get(0).value();
    }

    private static void fill(long[] values, List<Point> points, long first) {
        int at = 0;
        long value = UNKNOWN;
        for (int i = 0; i < values.length; i++) {
            while (at < points.size() && points.get(at).slot() <= first + i) {
                value = points.get(at).value();
                at++;
            }
            values[i] = value;
        }
    }

    private PulloverException unreadable(SQLException e) {
        return new PulloverException(
                ExitCode.USAGE, SqliteFailure.of(file, e, StatDatabase.REMEDY).getMessage(), e);
    }
}
