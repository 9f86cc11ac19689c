package dev.pullover.stat;

import dev.pullover.common.EpochTime;
import dev.pullover.common.ExitCode;
import dev.pullover.common.ModuleName;
import dev.pullover.common.PulloverException;
import dev.pullover.common.ledger.sqlite.SqliteFailure;
import dev.pullover.common.ledger.sqlite.SqliteFile;
import dev.pullover.common.metrics.Counter;
import dev.pullover.common.state.StateDirectory;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What {@code stat.db} holds at one moment, with the totals of files and bytes as {@code replica.db} has them.
 *
 * @param nowNs the time now, nanoseconds since 1970 UTC
 * @param reports when each module last reported, the same way, by its word
 * @param figures by module in the order of {@link ModuleName}, then counter, then label
 */
record Snapshot(long nowNs, Map<String, Long> reports, List<Figure> figures) {
    private static final Comparator<Figure> ORDER = Comparator.comparing((Figure figure) ->
                    ModuleName.ofWord(figure.module()).map(Enum::ordinal).orElse(Integer.MAX_VALUE))
            .thenComparing(Figure::module)
            .thenComparing(Figure::counter)
            .thenComparing(Figure::label);

    Snapshot {
        reports = Map.copyOf(reports);
        figures = figures.stream().sorted(ORDER).toList();
    }

    /**
     * Reads the databases while their writers go on. What a module could count but never did is there with the value 0,
     * unless it depends on a label.
     *
     * @throws PulloverException (usage) if {@code stat.db} is not there yet, cannot be read, or is of another version
     */
    static Snapshot read(StateDirectory state, long nowNs) {
        Path file = state.statDb();
        try (Connection connection = SqliteFile.openForReading(file);
                Statement statement = connection.createStatement()) {
            requireVersion(file, version(statement));
            connection.setAutoCommit(false);
            Map<String, Long> reports = reports(statement);
            List<Figure> figures = figures(statement);
            ReplicaTotals.read(state, nowNs).replaceIn(figures);
            addUntouched(figures);
            return new Snapshot(nowNs, reports, figures);
        } catch (SQLException e) {
            throw unreadable(file, e);
        }
    }

    /** The same with the figures of one module only. */
    Snapshot of(ModuleName module) {
        return with(figures.stream()
                .filter(figure -> figure.module().equals(module.word()))
                .toList());
    }

    /** The same with other figures. */
    Snapshot with(List<Figure> others) {
        return new Snapshot(nowNs, reports, others);
    }

    /** When the newest report was made, nanoseconds since 1970 UTC; 0 if there is none. */
    long dataNs() {
        return reports.values().stream().mapToLong(Long::longValue).max().orElse(0);
    }

    /** When the newest report was made, if there is one. */
    Optional<Instant> dataTime() {
        return dataNs() == 0 ? Optional.empty() : Optional.of(EpochTime.toInstant(dataNs()));
    }

    /** How old the newest report is; never negative. */
    Duration age() {
        return Duration.ofNanos(Math.max(0, nowNs - dataNs()));
    }

    private static Map<String, Long> reports(Statement statement) throws SQLException {
        Map<String, Long> reports = new TreeMap<>();
        try (ResultSet rows = statement.executeQuery("SELECT module, max(last_ns) FROM incarnation GROUP BY module")) {
            while (rows.next()) {
                reports.put(rows.getString(1), rows.getLong(2));
            }
        }
        return reports;
    }

    private static List<Figure> figures(Statement statement) throws SQLException {
        List<Figure> figures = new ArrayList<>();
        try (ResultSet rows =
                statement.executeQuery("SELECT module, counter, label, sum, level, level_ns FROM total")) {
            while (rows.next()) {
                int counter = rows.getInt(2);
                boolean adds = Counter.of(counter)
                        .filter(known -> known.kind() != Counter.Kind.GAUGE)
                        .isPresent();
                figures.add(new Figure(
                        rows.getString(1), counter, rows.getString(3), rows.getLong(adds ? 4 : 5), rows.getLong(6)));
            }
        }
        return figures;
    }

    private static void addUntouched(List<Figure> figures) {
        Set<Integer> touched = new HashSet<>();
        figures.forEach(figure -> touched.add(figure.counter()));
        for (Counter counter : Counter.values()) {
            if (counter.label().isEmpty() && !touched.contains(counter.id())) {
                counter.module().ifPresent(module -> figures.add(new Figure(module.word(), counter.id(), "", 0, 0)));
            }
        }
    }

    private static int version(Statement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery("PRAGMA user_version")) {
            return rows.next() ? rows.getInt(1) : 0;
        }
    }

    private static void requireVersion(Path file, int version) {
        int known = StatDatabase.SCHEMA.size();
        if (version == 0) {
            throw new PulloverException(ExitCode.USAGE, file + " is empty: its tables are made when stat first runs");
        }
        if (version != known) {
            throw new PulloverException(
                    ExitCode.USAGE,
                    file + " is of version " + version + ", this Pullover reads version " + known
                            + (version > known
                                    ? ": use the newer Pullover"
                                    : ": run stat once to bring it up to date"));
        }
    }

    private static PulloverException unreadable(Path file, SQLException e) {
        return new PulloverException(
                ExitCode.USAGE, SqliteFailure.of(file, e, StatDatabase.REMEDY).getMessage(), e);
    }
}
