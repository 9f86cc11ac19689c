package dev.pullover.synchrolist;

import dev.pullover.common.path.FilePath;
import dev.pullover.common.remote.RemoteStat;
import dev.pullover.common.remote.RemoteStore;
import java.io.IOException;
import java.time.Instant;

/**
 * What two servers offer differently: paths with their sizes that only one of them has. Both are listed, the first twice;
 * memory: 8 bytes for each file, and the directories that are yet to be listed.
 */
final class ServersDiff {
    private final boolean dates;
    private final Output output;
    private long differences;

    /** @param dates whether another date alone is a difference */
    ServersDiff(boolean dates, Output output) {
        this.dates = dates;
        this.output = output;
    }

    /** Takes what only {@code server} has. */
    @FunctionalInterface
    interface Output {
        void add(OnlyThere file) throws IOException;
    }

    /** A file as only one server has it; its components are the keys of the JSON. */
    record OnlyThere(String server, long size, String date, String path) {
        String table() {
            return server + "\t" + size + "\t" + date + "\t" + path;
        }
    }

    void run(RemoteStore first, RemoteStore second) throws IOException {
        NameSet onFirst = new NameSet();
        NameSet onSecond = new NameSet();
        list(first, (path, stat) -> onFirst.add(key(path, stat)));
        list(second, (path, stat) -> {
            FilePath key = key(path, stat);
            onSecond.add(key);
            tellUnless(onFirst.contains(key), second, path, stat);
        });
        list(first, (path, stat) -> tellUnless(onSecond.contains(key(path, stat)), first, path, stat));
    }

    long differences() {
        return differences;
    }

    private void tellUnless(boolean there, RemoteStore store, FilePath path, RemoteStat stat) throws IOException {
        if (!there) {
            differences++;
            String date = Instant.ofEpochSecond(stat.mtimeSeconds()).toString();
            output.add(new OnlyThere(store.server(), stat.size(), date, path.toString()));
        }
    }

    /** A name that holds all that counts. */
    private FilePath key(FilePath path, RemoteStat stat) {
        return FilePath.of(stat.type() + "/" + stat.size() + "/" + (dates ? stat.mtimeSeconds() : 0) + "/" + path);
    }

    private static void list(RemoteStore store, ServerTree.Names names) throws IOException {
        try (ServerTree tree = new ServerTree(store)) {
            tree.list(names);
            if (!tree.unreadable().isEmpty()) {
                throw new IOException(tree.unreadable().size() + " directories cannot be read, the first: "
                        + tree.unreadable().get(0));
            }
        }
    }
}
