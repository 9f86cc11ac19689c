package dev.pullover.copylist;

import dev.pullover.common.path.FilePath;
import dev.pullover.common.remote.RemoteEntry;
import dev.pullover.common.remote.RemoteSink;
import dev.pullover.common.remote.RemoteStat;
import dev.pullover.common.remote.RemoteStore;
import java.io.IOException;
import java.util.function.Consumer;

/** A store that does something before each read. */
class Forwarding implements RemoteStore {
    private final RemoteStore store;

    Forwarding(RemoteStore store) {
        this.store = store;
    }

    /** Called before {@code path} is read. */
    void beforeRead(FilePath path) throws IOException {}

    @Override
    public final String server() {
        return store.server();
    }

    @Override
    public final RemoteStat stat(FilePath path) throws IOException {
        return store.stat(path);
    }

    @Override
    public final byte[] readAll(FilePath path, int limit) throws IOException {
        return store.readAll(path, limit);
    }

    @Override
    public long read(FilePath path, long offset, long length, RemoteSink sink) throws IOException {
        beforeRead(path);
        return store.read(path, offset, length, sink);
    }

    @Override
    public final void list(FilePath directory, Consumer<RemoteEntry> entries) throws IOException {
        store.list(directory, entries);
    }

    @Override
    public final void close() {
        store.close();
    }
}
