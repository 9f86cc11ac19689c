package dev.pullover.common.remote;

import dev.pullover.common.config.ServerConfig;
import dev.pullover.common.message.FaultKind;
import dev.pullover.common.path.FilePath;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Lets modules that work one after another in one process use the same connection: what one closes is kept for the next
 * that opens one to the same server, at most one for each. A login costs more than all that a pass with nothing new asks.
 * Thread-safe.
 */
public final class SharedStores implements StoreOpener, AutoCloseable {
    private final StoreOpener opener;
    /** By server's name. Guarded by this. */
    private final Map<String, RemoteStore> kept = new HashMap<>();

    private boolean closed;

    public SharedStores(StoreOpener opener) {
        this.opener = opener;
    }

    @Override
    public RemoteStore open(ServerConfig server) throws IOException {
        RemoteStore free = take(server.name());
        return new Lent(free != null ? free : opener.open(server));
    }

    /** Ends the connections that nobody uses; those in use end when they are closed. */
    @Override
    public synchronized void close() {
        closed = true;
        kept.values().forEach(RemoteStore::close);
        kept.clear();
    }

    private synchronized @Nullable RemoteStore take(String server) {
        return kept.remove(server);
    }

    private synchronized void giveBack(RemoteStore store) {
        if (closed || kept.putIfAbsent(store.server(), store) != null) {
            store.close();
        }
    }

    /** What a call asks of the store. */
    private interface Call<T> {
        T on(RemoteStore store) throws IOException;
    }

    /** Goes back when it is closed, unless it has failed or is in use: then its connection ends, as callers expect. */
    private final class Lent implements RemoteStore {
        private final RemoteStore store;
        private int calls;
        private boolean failed;
        private boolean returned;

        Lent(RemoteStore store) {
            this.store = store;
        }

        @Override
        public String server() {
            return store.server();
        }

        @Override
        public RemoteStat stat(FilePath path) throws IOException {
            return call(open -> open.stat(path));
        }

        @Override
        public byte[] readAll(FilePath path, int limit) throws IOException {
            return call(open -> open.readAll(path, limit));
        }

        @Override
        public long read(FilePath path, long offset, long length, RemoteSink sink) throws IOException {
            return call(open -> open.read(path, offset, length, sink));
        }

        @Override
        public void readSmall(List<SmallFile> files) throws IOException {
            call(open -> {
                open.readSmall(files);
                return files;
            });
        }

        @Override
        public void list(FilePath directory, Consumer<RemoteEntry> entries) throws IOException {
            call(open -> {
                open.list(directory, entries);
                return entries;
            });
        }

        @Override
        public void close() {
            synchronized (this) {
                if (returned) {
                    return;
                }
                returned = true;
                if (failed || calls > 0) {
                    store.close();
                    return;
                }
            }
            giveBack(store);
        }

        private <T> T call(Call<T> call) throws IOException {
            begin();
            boolean good = false;
            try {
                T result = call.on(store);
                good = true;
                return result;
            } catch (FileSystemException e) {
                // About one file: the connection is as good as before.
                good = true;
                throw e;
            } finally {
                end(good);
            }
        }

        private synchronized void begin() throws RemoteException {
            if (returned) {
                throw new RemoteException(server(), FaultKind.RESET, "the connection was closed", null);
            }
            calls++;
        }

        private synchronized void end(boolean good) {
            calls--;
            failed |= !good;
        }
    }
}
