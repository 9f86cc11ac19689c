package dev.pullover.synchrolist;

import dev.pullover.common.config.Config;
import dev.pullover.common.config.ServerConfig;
import dev.pullover.common.path.FilePath;
import dev.pullover.common.remote.RemoteStat;
import dev.pullover.common.remote.RemoteStore;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What servers offer differently: paths with their sizes that not all of them have. All are listed, and all but the last one
 * once more; memory: 8 bytes for each file of each server, and the directories that are yet to be listed.
 */
final class ServersDiff {
    private final Config config;
    private final List<ServerConfig> servers;
    private final boolean dates;
    private final Output output;
    private final List<NameSet> names = new ArrayList<>();
    private long differences;

    /** @param dates whether another date alone is a difference */
    ServersDiff(Config config, boolean dates, Output output) {
        this.config = config;
        this.servers = config.requireServers();
        this.dates = dates;
        this.output = output;
    }

    /** Takes what not all servers have. */
    @FunctionalInterface
    interface Output {
        void add(Difference file) throws IOException;
    }

    /**
     * A file as only some of the servers have it; its components are the keys of the JSON.
     *
     * @param on the servers that have it, in the order of the configuration
     * @param notOn the others
     * @param date on the first of those that have it, ISO 8601
     */
    record Difference(List<String> on, List<String> notOn, long size, String date, String path) {
        String table() {
            return String.join(",", on) + "\t" + String.join(",", notOn) + "\t" + size + "\t" + date + "\t" + path;
        }
    }

    /** @throws dev.pullover.common.PulloverException (no server) if one of them fails */
    void run() {
        int last = servers.size() - 1;
        for (int server = 0; server <= last; server++) {
            NameSet found = new NameSet();
            boolean tell = server == last;
            names.add(found);
            list(server, (path, stat) -> {
                found.add(key(path, stat));
                if (tell) {
                    tellIfFirst(last, path, stat);
                }
            });
        }
        for (int server = 0; server < last; server++) {
            int which = server;
            list(server, (path, stat) -> tellIfFirst(which, path, stat));
        }
    }

    long differences() {
        return differences;
    }

    /** Tells of a file of this server, unless one before it tells of the same or all have it. */
    private void tellIfFirst(int server, FilePath path, RemoteStat stat) throws IOException {
        FilePath key = key(path, stat);
        List<String> on = new ArrayList<>();
        List<String> notOn = new ArrayList<>();
        for (int i = 0; i < servers.size(); i++) {
            boolean has = i == server || names.get(i).contains(key);
            if (has && i < server) {
                return;
            }
            (has ? on : notOn).add(servers.get(i).name());
        }
        if (!notOn.isEmpty()) {
            differences++;
            String date = Instant.ofEpochSecond(stat.mtimeSeconds()).toString();
            output.add(new Difference(on, notOn, stat.size(), date, path.toString()));
        }
    }

    /** A name that holds all that counts. */
    private FilePath key(FilePath path, RemoteStat stat) {
        return FilePath.of(stat.type() + "/" + stat.size() + "/" + (dates ? stat.mtimeSeconds() : 0) + "/" + path);
    }

    private void list(int server, ServerTree.Names each) {
        ServerStores.with(config, servers.get(server), store -> {
            list(store, each);
            return store;
        });
    }

    private static void list(RemoteStore store, ServerTree.Names each) throws IOException {
        try (ServerTree tree = new ServerTree(store)) {
            tree.list(each);
            if (!tree.unreadable().isEmpty()) {
                throw new IOException(tree.unreadable().size() + " directories cannot be read, the first: "
                        + tree.unreadable().get(0));
            }
        }
    }
}
