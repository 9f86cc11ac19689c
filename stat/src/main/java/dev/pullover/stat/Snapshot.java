package dev.pullover.stat;

import dev.pullover.common.EpochTime;
import dev.pullover.common.ExitCode;
import dev.pullover.common.ModuleName;
import dev.pullover.common.PulloverException;
import dev.pullover.common.ledger.sqlite.SqliteFailure;
import dev.pullover.common.ledger.sqlite.SqliteFile;
import dev.pullover.common.metrics.Counter;
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
import java.util.Optional;
import java.util.Set;

/**
 * What {@code stat.db} holds at one moment.
 *
 * @param dataNs when the newest report was made, nanoseconds since 1970 UTC; 0 if there is none
 * @param nowNs the time now, the same way
 * @param figures by module in the order of {@link ModuleName}, then counter, then label
 */
record Snapshot(long dataNs, long nowNs, List<Figure> figures) {
    private static final Comparator<Figure> ORDER = Comparator.comparing((Figure figure) ->
                    ModuleName.ofWord(figure.module()).map(Enum::ordinal).orElse(Integer.MAX_VALUE))
            .thenComparing(Figure::module)
            .thenComparing(Figure::counter)
            .thenComparing(Figure::label);

    Snapshot {
        figures = List.copyOf(figures);
    }

    /**
     * Reads the database while stat goes on writing it, or when it is not running. What a module could count but never
     * did is there with the value 0, unless it depends on a label.
     *
     * @throws PulloverException (usage) if the database is not there yet, cannot be read, or is of another version
     */
    static Snapshot read(Path file, long nowNs) {
        try (Connection connection = SqliteFile.openForReading(file);
                Statement statement = connection.createStatement()) {
            requireVersion(file, number(statement, "PRAGMA user_version"));
            connection.setAutoCommit(false);
            long dataNs = number(statement, "SELECT coalesce(max(last_ns), 0) FROM incarnation");
            List<Figure> figures = figures(statement);
            addUntouched(figures);
            figures.sort(ORDER);
            return new Snapshot(dataNs, nowNs, figures);
        } catch (SQLException e) {
            throw unreadable(file, e);
        }
    }

    /** The same with the figures of one module only. */
    Snapshot of(ModuleName module) {
        return new Snapshot(
                dataNs,
                nowNs,
                figures.stream()
                        .filter(figure -> figure.module().equals(module.word()))
                        .toList());
    }

    /** When the newest report was made, if there is one. */
    Optional<Instant> dataTime() {
        return dataNs == 0 ? Optional.empty() : Optional.of(EpochTime.toInstant(dataNs));
    }

    /** How old the newest report is; never negative. */
    Duration age() {
        return Duration.ofNanos(Math.max(0, nowNs - dataNs));
    }

    private static List<Figure> figures(Statement statement) throws SQLException {
        List<Figure> figures = new ArrayList<>();
        try (ResultSet rows =
                statement.executeQuery("SELECT module, counter, label, sum, level, level_ns FROM total")) {
            while (rows.next()) {
                int counter = rows.getInt(2);
                boolean adds = Counter.of(counter)
                        .filter(known -> known.kind() == Counter.Kind.COUNTER)
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

    private static long number(Statement statement, String sql) throws SQLException {
        try (ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() ? rows.getLong(1) : 0;
        }
    }

    private static void requireVersion(Path file, long version) {
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
