package dev.pullover.common.ledger.sqlite;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Transactions by SQL, not by the driver: it loses count of them when SQLite ends one by itself, as it does when the disk
 * is full. Between transactions the connection commits by itself, so that a reading statement does not pin the log.
 */
final class SqliteTransactions {
    private final Connection connection;
    private final SqliteCatalogView view;
    private boolean open;

    SqliteTransactions(Connection connection, SqliteCatalogView view) {
        this.connection = connection;
        this.view = view;
        view.call(() -> {
            connection.setAutoCommit(true);
            return connection;
        });
    }

    /** Carries out all of it, or nothing. Within another one it becomes part of that. */
    <T> T run(SqliteCatalogView.Work<T> work) {
        return view.call(() -> {
            if (open) {
                return work.run();
            }
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
        });
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
}
