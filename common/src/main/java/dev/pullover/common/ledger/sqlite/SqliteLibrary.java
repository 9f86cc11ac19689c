package dev.pullover.common.ledger.sqlite;

import dev.pullover.common.ScratchDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.sqlite.SQLiteJDBCLoader;

/**
 * Loads SQLite's native part. The driver copies it out of its jar into the temporary directory and removes it when the JVM
 * ends, so one that is killed would leave a megabyte behind each time. Here it is removed as soon as it is loaded.
 */
final class SqliteLibrary {
    private static final String TEMPORARIES = "org.sqlite.tmpdir";
    private static final String LIBRARY = "org.sqlite.lib.path";

    private SqliteLibrary() {}

    /** Loads it, unless it is loaded, or the user has told the driver where to find it or where to put it. */
    static void load() {
        if (System.getProperty(LIBRARY) == null && System.getProperty(TEMPORARIES) == null) {
            Once.load();
        }
    }

    private static void loadFromScratch() {
        try (ScratchDirectory scratch = ScratchDirectory.create()) {
            System.setProperty(TEMPORARIES, scratch.path().toString());
            try {
                SQLiteJDBCLoader.initialize();
            } finally {
                System.clearProperty(TEMPORARIES);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("no temporary directory for SQLite's native part; see java.io.tmpdir", e);
        } catch (Exception e) {
            throw new IllegalStateException("SQLite's native part cannot be loaded: " + e.getMessage(), e);
        }
    }

    /** A class is initialised once, whatever the number of threads. */
    private static final class Once {
        static {
            loadFromScratch();
        }

        private Once() {}

        static void load() {
            // What is done is done when this class is initialised.
        }
    }
}
