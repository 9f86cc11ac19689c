package dev.pullover.stat;

import dev.pullover.common.metrics.Counter;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes the history: the value of every figure in slots of 10 s, 1 min and 1 h, as far as it changed. Of counters it is
 * the value at the end of the slot, of gauges the greatest that was seen in it. Not thread-safe.
 */
final class History {
    /** Figures that have a history; it bounds the database. */
    static final int MAX_SERIES = 500;

    private final StatDatabase database;
    private final Map<Series, Map<Resolution, Point>> last = new HashMap<>();
    private final Map<Series, Long> numbers = new HashMap<>();
    private long prunedSlot = -1;

    /** Goes on where the database stands. */
    History(StatDatabase database) {
        this.database = database;
        database.history().readLast((series, number, resolution, point) -> {
            numbers.put(series, number);
            last.computeIfAbsent(series, key -> new HashMap<>()).put(resolution, point);
        });
    }

    /** Writes what has changed since the last call, and now and then deletes what is too old. One transaction. */
    void record(List<Figure> figures, long nowNs) {
        HistoryTables tables = database.history();
        database.transaction(() -> {
            for (Figure figure : figures) {
                if (figure.timeNs() != 0) {
                    record(tables, figure, nowNs);
                }
            }
            prune(tables, nowNs);
        });
    }

    private void record(HistoryTables tables, Figure figure, long nowNs) throws SQLException {
        Series series = new Series(figure.module(), figure.counter(), figure.label());
        Long number = numbers.get(series);
        if (number == null) {
            if (numbers.size() >= MAX_SERIES) {
                return;
            }
            number = tables.add(series);
            numbers.put(series, number);
        }
        boolean gauge = figure.known()
                .filter(counter -> counter.kind() != Counter.Kind.GAUGE)
                .isEmpty();
        for (Resolution resolution : Resolution.values()) {
            record(tables, series, number, resolution, new Point(resolution.slot(nowNs), figure.value()), gauge);
        }
    }

    private void record(
            HistoryTables tables, Series series, long number, Resolution resolution, Point now, boolean gauge)
            throws SQLException {
        Map<Resolution, Point> points = last.computeIfAbsent(series, key -> new HashMap<>());
        Point before = points.get(resolution);
        boolean same = before != null && before.slot() == now.slot();
        long value = same && gauge ? Math.max(before.value(), now.value()) : now.value();
        if (before == null || before.value() != value) {
            tables.put(resolution, number, now.slot(), value);
        }
        points.put(resolution, new Point(now.slot(), value));
    }

    private void prune(HistoryTables tables, long nowNs) throws SQLException {
        long hour = Resolution.COARSE.slot(nowNs);
        if (hour == prunedSlot) {
            return;
        }
        prunedSlot = hour;
        for (Resolution resolution : Resolution.values()) {
            tables.prune(resolution, resolution.slot(nowNs - resolution.kept().toNanos()));
        }
    }

    /** What has a history. */
    record Series(String module, int counter, String label) {}

    /** A value of one slot. */
    record Point(long slot, long value) {}
}
