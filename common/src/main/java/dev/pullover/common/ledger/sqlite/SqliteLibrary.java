package dev.pullover.common.ledger.sqlite;

import dev.pullover.common.ExitCode;
import dev.pullover.common.PulloverException;
import dev.pullover.common.ScratchDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.sqlite.SQLiteJDBCLoader;

/**
 * Loads SQLite's native part. The driver copies it out of its jar into the temporary directory and removes it when the JVM
 * ends, so one that is killed would leave a megabyte behind each time. Here it is removed as soon as it is loaded. Where
 * the temporary directory is mounted noexec, as careful administrators do, it is put beside the database instead;
 * where that is there, too, as in the demo, into /var/tmp.
 */
final class SqliteLibrary {
    private static final String TEMPORARIES = "org.sqlite.tmpdir";
    private static final String LIBRARY = "org.sqlite.lib.path";

    private static boolean loaded;

    private SqliteLibrary() {}

    /**
     * Loads it, unless it is loaded, or the user has told the driver where to find it or where to put it.
     *
     * @throws PulloverException (usage) if no directory is left to load it from
     */
    static synchronized void load(Path database) {
        if (!loaded && System.getProperty(LIBRARY) == null && System.getProperty(TEMPORARIES) == null) {
            loadFrom(List.of(
                    ScratchDirectory.temporaries(),
                    database.toAbsolutePath().getParent(),
                    ScratchDirectory.OTHER_TEMPORARIES));
            loaded = true;
        }
    }

    static void loadFrom(List<Path> directories) {
        try (ScratchDirectory scratch = ScratchDirectory.createToExecute(directories)) {
            loadFrom(scratch);
        } catch (IOException e) {
            throw new PulloverException(
                    ExitCode.USAGE,
                    "SQLite's native part needs a directory that it can be loaded from: " + e.getMessage()
                            + "; add \"all: -Djava.io.tmpdir=DIRECTORY\" with another one to /etc/pullover/jvm.options");
        }
    }

    private static void loadFrom(ScratchDirectory scratch) throws IOException {
        System.setProperty(TEMPORARIES, scratch.path().toString());
        try {
            SQLiteJDBCLoader.initialize();
        } catch (Exception e) {
            throw new IOException(e.getMessage(), e);
        } finally {
            System.clearProperty(TEMPORARIES);
        }
    }
}
