package dev.pullover.common.remote;

import dev.pullover.common.message.FaultKind;
import dev.pullover.common.path.FilePath;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Lets another store fail at a chosen call, as a server does: from then on every call fails with the
 * same kind, and the other store is closed. For tests and simulations.
 */
public final class FaultyRemoteStore implements RemoteStore {
    private final RemoteStore store;
    private final FaultKind kind;
    private final long call;
    private final long afterBytes;
    private final AtomicLong calls = new AtomicLong();
    private volatile boolean failed;

    /**
     * @param kind how it fails
     * @param call which call fails, of {@code stat}, {@code readAll}, {@code read} and {@code list}
     *     together, from 1
     * @param afterBytes what the sink gets first if that call is a {@code read}, in bytes, at least 0;
     *     a read of fewer bytes succeeds, and the next call fails
     */
    public FaultyRemoteStore(RemoteStore store, FaultKind kind, long call, long afterBytes) {
        this.store = store;
        this.kind = kind;
        this.call = call;
        this.afterBytes = afterBytes;
    }

    @Override
    public String server() {
        return store.server();
    }

    @Override
    public RemoteStat stat(FilePath path) throws IOException {
        enter();
        return store.stat(path);
    }

    @Override
    public byte[] readAll(FilePath path, int limit) throws IOException {
        enter();
        return store.readAll(path, limit);
    }

    @Override
    public long read(FilePath path, long offset, long length, RemoteSink sink) throws IOException {
        boolean inTheMiddle = calls.incrementAndGet() == call && afterBytes > 0 && !failed;
        if (inTheMiddle) {
            return store.read(path, offset, length, new LimitedSink(sink));
        }
        check();
        return store.read(path, offset, length, sink);
    }

    @Override
    public void list(FilePath directory, Consumer<RemoteEntry> entries) throws IOException {
        enter();
        store.list(directory, entries);
    }

    @Override
    public void close() {
        store.close();
    }

    private void enter() throws RemoteException {
        calls.incrementAndGet();
        check();
    }

    private void check() throws RemoteException {
        if (failed || calls.get() >= call) {
            throw fail();
        }
    }

    private RemoteException fail() {
        failed = true;
        store.close();
        return new RemoteException(server(), kind, server() + ": scripted fault " + kind + " at call " + call, null);
    }

    private final class LimitedSink implements RemoteSink {
        private final RemoteSink sink;
        private long left = afterBytes;

        LimitedSink(RemoteSink sink) {
            this.sink = sink;
        }

        @Override
        public void accept(byte[] buffer, int offset, int length) throws IOException {
            int count = (int) Math.min(left, length);
            if (count > 0) {
                sink.accept(buffer, offset, count);
            }
            left -= count;
            if (left == 0) {
                throw fail();
            }
        }
    }
}
