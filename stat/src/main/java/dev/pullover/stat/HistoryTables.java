package dev.pullover.stat;

import dev.pullover.stat.History.Point;
import dev.pullover.stat.History.Series;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The statements on the history's tables, which {@link StatDatabase} draws, for the writer and for readers. A slot without
 * a row has the value of the newest row before it. Not thread-safe.
 */
final class HistoryTables {
    private final Connection connection;
    private final Map<String, PreparedStatement> statements = new HashMap<>();

    HistoryTables(Connection connection) {
        this.connection = connection;
    }

    /** Takes what is known of a series: the newest point of a resolution. */
    @FunctionalInterface
    interface LastPoints {
        void take(Series series, long number, Resolution resolution, Point point);
    }

    void readLast(LastPoints taker) {
        try {
            for (Map.Entry<Series, Long> series : series().entrySet()) {
                for (Resolution resolution : Resolution.values()) {
                    List<Point> newest = before(resolution, series.getValue(), Long.MAX_VALUE);
                    newest.forEach(point -> taker.take(series.getKey(), series.getValue(), resolution, point));
                }
            }
            connection.commit();
        } catch (SQLException e) {
            throw new IllegalStateException("history cannot be read: " + e.getMessage(), e);
        }
    }

    /** All series and their numbers. */
    Map<Series, Long> series() throws SQLException {
        Map<Series, Long> all = new HashMap<>();
        try (ResultSet rows =
                statement("SELECT module, counter, label, number FROM series").executeQuery()) {
            while (rows.next()) {
                all.put(new Series(rows.getString(1), rows.getInt(2), rows.getString(3)), rows.getLong(4));
            }
        }
        return all;
    }

    /** Makes a series and returns its number. */
    long add(Series series) throws SQLException {
        try (ResultSet row = statement(
                        "INSERT INTO series (module, counter, label) VALUES (?, ?, ?) RETURNING number",
                        series.module(),
                        series.counter(),
                        series.label())
                .executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    void put(Resolution resolution, long series, long slot, long value) throws SQLException {
        statement(
                        "INSERT OR REPLACE INTO history (resolution, series, slot, value) VALUES (?, ?, ?, ?)",
                        resolution.seconds(),
                        series,
                        slot,
                        value)
                .executeUpdate();
    }

    /** Deletes what lies before {@code slot}, but for the newest row of each series there: it is the value since. */
    void prune(Resolution resolution, long slot) throws SQLException {
        statement("""
                        DELETE FROM history WHERE resolution = ?1 AND slot < ?2 AND EXISTS (
                          SELECT 1 FROM history AS newer WHERE newer.resolution = ?1
                          AND newer.series = history.series AND newer.slot > history.slot AND newer.slot <= ?2)""", resolution.seconds(), slot).executeUpdate();
    }

    /** The newest point at or before {@code slot}: one or none. */
    List<Point> before(Resolution resolution, long series, long slot) throws SQLException {
        return points(
                "SELECT slot, value FROM history WHERE resolution = ? AND series = ? AND slot <= ?"
                        + " ORDER BY slot DESC LIMIT 1",
                resolution.seconds(),
                series,
                slot);
    }

    /** The points behind slot {@code after} up to {@code last}, in order. */
    List<Point> between(Resolution resolution, long series, long after, long last) throws SQLException {
        return points(
                "SELECT slot, value FROM history WHERE resolution = ? AND series = ? AND slot > ? AND slot <= ?"
                        + " ORDER BY slot",
                resolution.seconds(),
                series,
                after,
                last);
    }

    private List<Point> points(String sql, Object... parameters) throws SQLException {
        List<Point> points = new ArrayList<>();
        try (ResultSet rows = statement(sql, parameters).executeQuery()) {
            while (rows.next()) {
                points.add(new Point(rows.getLong(1), rows.getLong(2)));
            }
        }
        return points;
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
}
