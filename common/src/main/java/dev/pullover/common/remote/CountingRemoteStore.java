package dev.pullover.common.remote;

import dev.pullover.common.path.FilePath;
import java.io.IOException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/** Counts what is asked of another store, whether it succeeds or not. */
public final class CountingRemoteStore implements RemoteStore {
    private final RemoteStore store;
    private final LongAdder stats = new LongAdder();
    private final LongAdder reads = new LongAdder();
    private final LongAdder lists = new LongAdder();
    private final LongAdder bytes = new LongAdder();

    public CountingRemoteStore(RemoteStore store) {
        this.store = store;
    }

    /** Calls of {@link #stat} so far. */
    public long stats() {
        return stats.sum();
    }

    /** Calls of {@link #read} and {@link #readAll} so far. */
    public long reads() {
        return reads.sum();
    }

    /** Calls of {@link #list} so far. */
    public long lists() {
        return lists.sum();
    }

    /** Calls so far, of all kinds. */
    public long calls() {
        return stats() + reads() + lists();
    }

    /** Content delivered so far, in bytes. */
    public long bytes() {
        return bytes.sum();
    }

    @Override
    public String server() {
        return store.server();
    }

    @Override
    public RemoteStat stat(FilePath path) throws IOException {
        stats.increment();
        return store.stat(path);
    }

    @Override
    public byte[] readAll(FilePath path, int limit) throws IOException {
        reads.increment();
        byte[] content = store.readAll(path, limit);
        bytes.add(content.length);
        return content;
    }

    @Override
    public long read(FilePath path, long offset, long length, RemoteSink sink) throws IOException {
        reads.increment();
        return store.read(path, offset, length, (buffer, from, count) -> {
            bytes.add(count);
            sink.accept(buffer, from, count);
        });
    }

    @Override
    public void list(FilePath directory, Consumer<RemoteEntry> entries) throws IOException {
        lists.increment();
        store.list(directory, entries);
    }

    @Override
    public void close() {
        store.close();
    }
}
