package dev.pullover.common.ledger.sqlite;

import dev.pullover.common.catalog.CatalogLine;
import dev.pullover.common.catalog.Sha256;
import dev.pullover.common.ledger.CatalogLedger.Changes;
import dev.pullover.common.ledger.ScanLedger;
import dev.pullover.common.path.FilePath;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The tables of scanning in {@code catalog.db}:
 *
 * <pre>
 * scan            server PK | full_ns                      when every directory was last listed
 * scan_directory  id PK | server, path unique | parent     0 of the outbox
 *                 | mtime (seconds) | since_ns | settled   0: to be listed at the next look whatever its date
 * scan_file       directory, name PK | size | mtime (seconds) | mode | since_ns | state
 * </pre>
 *
 * <p>Not thread-safe.
 */
final class SqliteScanLedger implements ScanLedger {
    private static final String LAST_CHANGE = "last-change";
    private static final String DIRECTORY =
            "SELECT id, server, parent, path, mtime, since_ns, settled FROM scan_directory ";
    /** The directories of other servers with the path of a given one; an outbox is the only one without parent. */
    private static final String TWINS = "SELECT twin.id FROM scan_directory outbox JOIN scan_directory twin"
            + " ON twin.server = outbox.server AND twin.path = (SELECT path FROM scan_directory WHERE id = ?)"
            + " WHERE outbox.parent = 0 AND outbox.server <> ?";

    private static final String FILE = "SELECT name, size, mtime, mode, since_ns, state FROM scan_file ";
    private static final int PAGE = 1000;

    private final SqliteCatalogView view;
    private final SqliteCatalogLedger ledger;

    SqliteScanLedger(SqliteCatalogView view, SqliteCatalogLedger ledger) {
        this.view = view;
        this.ledger = ledger;
    }

    @Override
    public List<Directory> directories(String server, long after, int limit) {
        return view.call(() -> view.all(
                DIRECTORY + "WHERE server = ? AND id > ? ORDER BY id LIMIT ?",
                SqliteScanLedger::directory,
                server,
                after,
                limit));
    }

    @Override
    public List<Directory> unsettled(String server, long after, int limit) {
        return view.call(() -> view.all(
                DIRECTORY + "WHERE server = ? AND id > ? AND settled = 0 ORDER BY id LIMIT ?",
                SqliteScanLedger::directory,
                server,
                after,
                limit));
    }

    @Override
    public List<Directory> children(long directory) {
        return view.call(() -> view.all(DIRECTORY + "WHERE parent = ?", SqliteScanLedger::directory, directory));
    }

    @Override
    public Optional<SeenFile> file(long directory, FilePath name) {
        return view.call(() -> view.one(
                FILE + "WHERE directory = ? AND name = ?", SqliteScanLedger::file, directory, name.toString()));
    }

    @Override
    public List<SeenFile> files(long directory, FilePath after, int limit) {
        return view.call(() -> view.all(
                FILE + "WHERE directory = ? AND name > ? ORDER BY name LIMIT ?",
                SqliteScanLedger::file,
                directory,
                after.toString(),
                limit));
    }

    @Override
    public long fileCount(long directory) {
        return view.call(
                () -> view.one("SELECT count(*) FROM scan_file WHERE directory = ?", row -> row.getLong(1), directory)
                        .orElse(0L));
    }

    @Override
    public Optional<String> origin(FilePath path) {
        return view.call(() -> view.one(
                "SELECT server FROM entry WHERE path = ? AND server IS NOT NULL",
                row -> row.getString(1),
                path.toString()));
    }

    @Override
    public long fullScanNs(String server) {
        return view.call(() -> view.one("SELECT full_ns FROM scan WHERE server = ?", row -> row.getLong(1), server)
                .orElse(0L));
    }

    @Override
    public Changes write(Consumer<Writer> work) {
        Changing writer = new Changing(ledger.nextChange());
        return ledger.numbering(() -> {
            work.accept(writer);
            return writer.changes();
        });
    }

    private static Directory directory(ResultSet row) throws SQLException {
        return new Directory(
                row.getLong(1),
                row.getString(2),
                row.getLong(3),
                FilePath.parse(row.getString(4)),
                row.getLong(5),
                row.getLong(6),
                row.getBoolean(7));
    }

    private static SeenFile file(ResultSet row) throws SQLException {
        return new SeenFile(
                FilePath.parse(row.getString(1)),
                row.getLong(2),
                row.getLong(3),
                row.getInt(4),
                row.getLong(5),
                SeenFile.State.values()[row.getInt(6)]);
    }

    /** The writer of one transaction. */
    private final class Changing implements Writer {
        private final long first;
        private long files;
        private long bytes;

        Changing(long first) {
            this.first = first;
        }

        Changes changes() {
            return files == 0 ? Changes.NONE : new Changes(first, ledger.nextChange() - 1, files, bytes);
        }

        @Override
        public void addDirectory(String server, long parent, FilePath path, long mtimeSeconds, long sinceNs) {
            update(
                    "INSERT OR IGNORE INTO scan_directory (server, parent, path, mtime, since_ns, settled)"
                            + " VALUES (?, ?, ?, ?, ?, 0)",
                    server,
                    parent,
                    path.toString(),
                    mtimeSeconds,
                    sinceNs);
        }

        @Override
        public void setDirectory(Directory directory) {
            update(
                    "UPDATE scan_directory SET mtime = ?, since_ns = ?, settled = ? WHERE id = ?",
                    directory.mtimeSeconds(),
                    directory.sinceNs(),
                    directory.settled() ? 1 : 0,
                    directory.id());
        }

        @Override
        public void removeDirectory(Directory directory) {
            children(directory.id()).forEach(this::removeDirectory);
            List<SeenFile> page;
            do {
                page = files(directory.id(), FilePath.of(""), PAGE);
                for (SeenFile file : page) {
                    FilePath path = directory.path().child(file.name());
                    removeFile(directory.id(), file.name(), path, directory.server());
                }
            } while (!page.isEmpty());
            update("DELETE FROM scan_directory WHERE id = ?", directory.id());
        }

        @Override
        public void putFile(long directory, SeenFile file) {
            update(
                    "INSERT OR REPLACE INTO scan_file (directory, name, size, mtime, mode, since_ns, state)"
                            + " VALUES (?, ?, ?, ?, ?, ?, ?)",
                    directory,
                    file.name().toString(),
                    file.size(),
                    file.mtimeSeconds(),
                    file.mode(),
                    file.sinceNs(),
                    file.state().ordinal());
        }

        @Override
        public void removeFile(long directory, FilePath name, FilePath path, String server) {
            update("DELETE FROM scan_file WHERE directory = ? AND name = ?", directory, name.toString());
            unrefuse(path);
            // The numbers of rows that go must never be given again.
            view.call(() -> {
                view.setMeta(LAST_CHANGE, ledger.nextChange() - 1);
                return LAST_CHANGE;
            });
            if (update("DELETE FROM entry WHERE path = ? AND server = ?", path.toString(), server) > 0) {
                lookAgainElsewhere(directory, name, server);
            }
        }

        @Override
        public void lookAgainElsewhere(Directory directory, FilePath name) {
            lookAgainElsewhere(directory.id(), name, directory.server());
        }

        /** What the other servers show was not taken as long as this one's was known. */
        private void lookAgainElsewhere(long directory, FilePath name, String server) {
            update(
                    "UPDATE scan_file SET state = ? WHERE name = ? AND state = ? AND directory IN (" + TWINS + ")",
                    SeenFile.State.WAITING.ordinal(),
                    name.toString(),
                    SeenFile.State.TAKEN.ordinal(),
                    directory,
                    server);
            update("UPDATE scan_directory SET settled = 0 WHERE id IN (" + TWINS + ")", directory, server);
        }

        @Override
        public void offer(String server, FilePath path, SeenFile file, long nowNs) {
            CatalogLine line = CatalogLine.put(
                    ledger.nextChange(),
                    file.size(),
                    file.mtimeSeconds() * 1_000_000_000,
                    file.mode(),
                    Sha256.ZERO,
                    nowNs,
                    path);
            view.call(() -> {
                ledger.offer(line, server);
                return line;
            });
            files++;
            bytes += file.size();
        }

        @Override
        public void refuse(FilePath path, String reason) {
            update(
                    "INSERT OR REPLACE INTO refused (path, epoch, seq, reason) VALUES (?, 0, 0, ?)",
                    path.toString(),
                    reason);
        }

        @Override
        public void unrefuse(FilePath path) {
            update("DELETE FROM refused WHERE path = ? AND epoch = 0", path.toString());
        }

        @Override
        public void setFullScan(String server, long nowNs) {
            update("INSERT OR REPLACE INTO scan (server, full_ns) VALUES (?, ?)", server, nowNs);
        }

        /** The number of rows that this changed. */
        private int update(String sql, Object... values) {
            return view.call(() -> view.statement(sql, values).executeUpdate());
        }
    }
}
