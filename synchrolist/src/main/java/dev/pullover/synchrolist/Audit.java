package dev.pullover.synchrolist;

import dev.pullover.common.EpochTime;
import dev.pullover.common.catalog.CatalogLine;
import dev.pullover.common.catalog.CatalogLine.Op;
import dev.pullover.common.ledger.CatalogEntry;
import dev.pullover.common.ledger.CatalogView;
import dev.pullover.common.path.FilePath;
import dev.pullover.common.remote.RemoteStat;
import dev.pullover.common.remote.RemoteStore;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Compares what a server really has with what {@code catalog.db} says. Memory: 8 bytes for each file of the server, to find
 * those that are missing, and the directories that are yet to be listed.
 */
final class Audit {
    private static final int PAGE = 1000;

    private final CatalogView catalog;
    private final RemoteStore store;
    private final Differences output;
    private final NameSet found = new NameSet();
    private long files;
    private long differences;
    private long unreadable;

    Audit(CatalogView catalog, RemoteStore store, Differences output) {
        this.catalog = catalog;
        this.store = store;
        this.output = output;
    }

    void run() throws IOException {
        try (ServerTree tree = new ServerTree(store)) {
            tree.list(this::compare);
            for (FilePath directory : tree.unreadable()) {
                unreadable++;
                output.add(new Difference(store.server(), "unreadable", directory + "/", null, null, null, null));
            }
            findMissing(tree.unreadable());
        }
    }

    long files() {
        return files;
    }

    long differences() {
        return differences;
    }

    long unreadable() {
        return unreadable;
    }

    private void compare(FilePath path, RemoteStat stat) throws IOException {
        if (!stat.isFile()) {
            add("not-a-file", path, null, stat);
            return;
        }
        files++;
        found.add(path);
        Optional<CatalogLine> line = catalog.find(path).map(CatalogEntry::line).filter(put -> put.op() == Op.PUT);
        if (line.isEmpty()) {
            add(catalog.refused(path).isPresent() ? "refused" : "extra", path, null, stat);
        } else if (line.get().size() != stat.size()) {
            add("size", path, line.get(), stat);
        } else if (EpochTime.seconds(line.get().mtimeNs()) != stat.mtimeSeconds()) {
            add("date", path, line.get(), stat);
        }
    }

    /** What is in a directory that cannot be read is not missing. */
    private void findMissing(List<FilePath> unread) throws IOException {
        long after = 0;
        List<CatalogEntry> page;
        do {
            page = catalog.changes(after, PAGE);
            for (CatalogEntry entry : page) {
                after = entry.change();
                CatalogLine line = entry.line();
                if (line.op() == Op.PUT && !found.contains(line.path()) && !isBelow(line.path(), unread)) {
                    add("missing", line.path(), line, null);
                }
            }
        } while (page.size() == PAGE);
    }

    private static boolean isBelow(FilePath path, List<FilePath> directories) {
        return directories.stream()
                .anyMatch(directory ->
                        directory.toString().isEmpty() || path.toString().startsWith(directory + "/"));
    }

    private void add(String what, FilePath path, @Nullable CatalogLine line, @Nullable RemoteStat stat)
            throws IOException {
        differences++;
        output.add(new Difference(
                store.server(),
                what,
                path.toString(),
                line == null ? null : line.size(),
                stat == null ? null : stat.size(),
                line == null ? null : EpochTime.toInstant(line.mtimeNs()).toString(),
                stat == null ? null : Instant.ofEpochSecond(stat.mtimeSeconds()).toString()));
    }

    /** Takes differences as they are found. */
    @FunctionalInterface
    interface Differences {
        void add(Difference difference) throws IOException;
    }

    /**
     * A path at which server and catalog differ; its components are the keys of the JSON.
     *
     * @param what {@code missing} on the server, {@code extra} there, another {@code size} or {@code date}, {@code
     *     refused} by its name, {@code not-a-file}, or an {@code unreadable} directory
     */
    record Difference(
            String server,
            String what,
            String path,
            @Nullable Long size,
            @Nullable Long sizeThere,
            @Nullable String date,
            @Nullable String dateThere) {
        String table() {
            return server + "\t" + what + "\t" + text(size) + "\t" + text(sizeThere) + "\t" + text(date) + "\t"
                    + text(dateThere) + "\t" + path;
        }

        private static String text(@Nullable Object value) {
            return value == null ? "-" : value.toString();
        }
    }
}
