package dev.pullover.synchrolist;

import dev.pullover.common.catalog.CatalogLayout;
import dev.pullover.common.path.FilePath;
import dev.pullover.common.remote.MemoryOutbox;
import dev.pullover.common.remote.RemoteEntry;
import dev.pullover.common.remote.RemoteSink;
import dev.pullover.common.remote.RemoteStat;
import dev.pullover.common.remote.RemoteStore;
import java.io.IOException;
import java.util.function.Consumer;

/** A server on which the first segment is replaced as soon as it has been read. */
record Replacing(RemoteStore store, MemoryOutbox outbox, byte[] segment) implements RemoteStore {
    @Override
    public String server() {
        return store.server();
    }

    @Override
    public RemoteStat stat(FilePath path) throws IOException {
        return store.stat(path);
    }

    @Override
    public byte[] readAll(FilePath path, int limit) throws IOException {
        return store.readAll(path, limit);
    }

    @Override
    public long read(FilePath path, long offset, long length, RemoteSink sink) throws IOException {
        long delivered = store.read(path, offset, length, sink);
        outbox.putFile(CatalogLayout.segment(1), segment, 0);
        return delivered;
    }

    @Override
    public void list(FilePath directory, Consumer<RemoteEntry> entries) throws IOException {
        store.list(directory, entries);
    }

    @Override
    public void close() {
        store.close();
    }
}
