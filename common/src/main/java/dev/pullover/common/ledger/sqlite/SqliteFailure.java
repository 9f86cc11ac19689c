package dev.pullover.common.ledger.sqlite;

import dev.pullover.common.ExitCode;
import dev.pullover.common.PulloverException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.sqlite.SQLiteException;

/** Turns what SQLite says into a message that tells people what to do. */
public final class SqliteFailure {
    private SqliteFailure() {}

    /**
     * The failure of work on an open database. Nothing of the transaction has happened.
     *
     * @param file the database
     * @param remedy what to do if the file is damaged
     */
    public static PulloverException of(Path file, SQLException e, String remedy) {
        return new PulloverException(ExitCode.FAILURE, file + ": " + advice(e, remedy), e);
    }

    private static String advice(SQLException e, String remedy) {
        if (!(e instanceof SQLiteException failure)) {
            return e.getMessage();
        }
        return switch (failure.getResultCode()) {
            case SQLITE_FULL -> "the disk is full: make room";
            case SQLITE_BUSY, SQLITE_LOCKED -> "another process keeps it locked: end that one";
            case SQLITE_CORRUPT, SQLITE_NOTADB -> "it is damaged: " + remedy;
            default -> failure.getResultCode() + ": check owner, permissions and disk (" + e.getMessage() + ")";
        };
    }
}
