package dev.pullover.common.ledger.sqlite;

import dev.pullover.common.ExitCode;
import dev.pullover.common.PulloverException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.sqlite.SQLiteConfig;

/** Opens database files with the suite's settings: write-ahead log, one writer, bounded waiting and cache. */
public final class SqliteFile {
    private static final Duration BUSY_TIMEOUT = Duration.ofSeconds(10);
    private static final int CACHE_KIB = 4096;

    private SqliteFile() {}

    /** How much a commit promises. */
    public enum Durability {
        /** What was committed outlives a power cut. */
        FULL,
        /** It outlives the process; a power cut may take the last commits, never consistency. */
        NORMAL
    }

    /**
     * Opens a database for its one writer, and brings its tables to the version of {@code schema}.
     *
     * @param schema statements that lead from version i to i + 1, at index i; a new file begins at version 0
     * @throws PulloverException (usage) if the file cannot be opened, is damaged, or is of a newer version
     */
    public static Connection openForWriting(Path file, Durability durability, List<String> schema) {
        try {
            SQLiteConfig config = settings(file);
            config.setJournalMode(SQLiteConfig.JournalMode.WAL);
            config.setSynchronous(
                    durability == Durability.FULL
                            ? SQLiteConfig.SynchronousMode.FULL
                            : SQLiteConfig.SynchronousMode.NORMAL);
            Connection connection = config.createConnection("jdbc:sqlite:" + file);
            migrate(file, connection, schema);
            return connection;
        } catch (SQLException e) {
            throw unusable(file, e);
        }
    }

    /**
     * Opens a database for reading, while its writer goes on.
     *
     * @throws PulloverException (usage) if it is not there or cannot be read
     */
    public static Connection openForReading(Path file) {
        if (!Files.exists(file)) {
            throw new PulloverException(
                    ExitCode.USAGE, file + " is not there yet: it is made when its module first runs");
        }
        try {
            // Not SQLite's read-only mode: a reader of a write-ahead log must be able to make its index.
            Connection connection = settings(file).createConnection("jdbc:sqlite:" + file);
            try (Statement statement = connection.createStatement()) {
                statement.execute("PRAGMA query_only = ON");
            }
            return connection;
        } catch (SQLException e) {
            throw unusable(file, e);
        }
    }

    /**
     * Same, or nothing if it, or what is to be in it, is not made yet: for those who can wait, or do without.
     *
     * @param view made of the connection
     * @param close of a view that is not ready
     * @throws PulloverException (usage) if it cannot be read
     */
    static <V> Optional<V> openIfReady(
            Path file, Function<Connection, V> view, Predicate<V> isReady, Consumer<V> close) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        V opened = view.apply(openForReading(file));
        boolean ready = false;
        try {
            ready = isReady.test(opened);
            return ready ? Optional.of(opened) : Optional.empty();
        } finally {
            if (!ready) {
                close.accept(opened);
            }
        }
    }

    private static SQLiteConfig settings(Path file) {
        SqliteLibrary.load(file);
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout((int) BUSY_TIMEOUT.toMillis());
        config.setCacheSize(-CACHE_KIB);
        return config;
    }

    private static void migrate(Path file, Connection connection, List<String> schema) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            int version = version(statement);
            if (version > schema.size()) {
                throw new PulloverException(
                        ExitCode.USAGE,
                        file + " is of version " + version + ", this Pullover knows up to " + schema.size()
                                + ": install the newer Pullover again, or move the file away");
            }
            for (String step : schema.subList(version, schema.size())) {
                statement.executeUpdate(step);
            }
            statement.executeUpdate("PRAGMA user_version = " + schema.size());
        }
        connection.commit();
    }

    private static int version(Statement statement) throws SQLException {
        try (ResultSet result = statement.executeQuery("PRAGMA user_version")) {
            return result.next() ? result.getInt(1) : 0;
        }
    }

    private static PulloverException unusable(Path file, SQLException e) {
        return new PulloverException(
                ExitCode.USAGE,
                "cannot use the database " + file + ": " + e.getMessage()
                        + "; check owner, permissions and free space of its directory",
                e);
    }
}
