package dev.pullover.common.ledger.sqlite;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Transactions by SQL, not by the driver: it loses count of them when SQLite ends one by itself, as it does when the disk
 * is full. Between transactions the connection commits by itself, so that a reading statement does not pin the log.
 */
final class SqliteTransactions {
    private final Connection connection;
    private final Function<SQLException, RuntimeException> failed;
    private boolean open;

    /** @param failed what to throw */
    SqliteTransactions(Connection connection, Function<SQLException, RuntimeException> failed) {
        this.connection = connection;
        this.failed = failed;
        try {
            connection.setAutoCommit(true);
        } catch (SQLException e) {
            throw failed.apply(e);
        }
    }

    /** Carries out all of it, or nothing. Within another one it becomes part of that. */
    <T extends @Nullable Object> T run(Work<T> work) {
        try {
            return open ? work.run() : whole(work);
        } catch (SQLException e) {
            throw failed.apply(e);
        }
    }

    private <T extends @Nullable Object> T whole(Work<T> work) throws SQLException {
        execute("BEGIN IMMEDIATE");
        open = true;
        try {
            T result = work.run();
            execute("COMMIT");
            return result;
        } catch (SQLException | RuntimeException e) {
            rollback(e);
            throw e;
        } finally {
            open = false;
        }
    }

    private void rollback(Exception cause) {
        try {
            execute("ROLLBACK");
        } catch (SQLException e) {
            // SQLite has rolled back by itself already.
            cause.addSuppressed(e);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Work on the database. */
    @FunctionalInterface
    interface Work<T extends @Nullable Object> {
        T run() throws SQLException;
    }
}
