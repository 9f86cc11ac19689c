package dev.pullover.copylist;

import dev.pullover.common.config.ServerConfig;
import dev.pullover.common.remote.RemoteException;
import dev.pullover.common.remote.RemoteStore;
import dev.pullover.common.remote.StoreOpener;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/**
 * One connection to each server, shared by all pulls from it: they are in flight together on it. Those who need it while
 * it is being opened wait for the one who opens it, and share its failure. Thread-safe.
 */
final class Connections implements AutoCloseable {
    private final StoreOpener opener;
    private final Map<String, CompletableFuture<RemoteStore>> stores = new HashMap<>();
    private long losses;
    private boolean closed;

    Connections(StoreOpener opener) {
        this.opener = opener;
    }

    /**
     * The open connection to a server, which is opened if there is none, unless connections were lost since the server was
     * chosen: then another one may be better now.
     *
     * @param losses {@link #losses()} before the server was chosen
     * @param onFailure is told if this call tries to open it and fails, before anyone else can try
     * @throws OpenFailedException if it is not opened
     * @throws InterruptedIOException after {@link #close}
     */
    RemoteStore get(ServerConfig server, long losses, Consumer<RemoteException> onFailure)
            throws OpenFailedException, IOException, InterruptedException {
        CompletableFuture<RemoteStore> store;
        boolean mine;
        synchronized (stores) {
            if (closed) {
                throw new InterruptedIOException("no more connections: copylist is ending");
            }
            store = stores.get(server.name());
            mine = store == null;
            if (store == null) {
                if (this.losses != losses) {
                    throw new OpenFailedException("a connection was lost since the server was chosen");
                }
                store = new CompletableFuture<>();
                stores.put(server.name(), store);
            }
        }
        return mine ? open(server, store, onFailure) : await(store);
    }

    /**
     * Drops a connection that failed.
     *
     * @param onDrop of all who met the failure, runs for one, before anyone can open another connection
     */
    void drop(RemoteStore store, Runnable onDrop) {
        synchronized (stores) {
            if (!isCurrent(store)) {
                return;
            }
            onDrop.run();
            stores.remove(store.server());
            losses++;
        }
        store.close();
    }

    /** How many connections have failed so far, to all servers: to be asked before a server is chosen. */
    long losses() {
        synchronized (stores) {
            return losses;
        }
    }

    /** Runs {@code action} unless the connection was dropped: having worked before means nothing then. */
    void ifCurrent(RemoteStore store, Runnable action) {
        synchronized (stores) {
            if (isCurrent(store)) {
                action.run();
            }
        }
    }

    private boolean isCurrent(RemoteStore store) {
        CompletableFuture<RemoteStore> known = stores.get(store.server());
        return known != null && known.getNow(null) == store;
    }

    @Override
    public void close() {
        synchronized (stores) {
            closed = true;
            stores.values().forEach(future -> future.thenAccept(RemoteStore::close));
            stores.clear();
        }
    }

    private RemoteStore open(
            ServerConfig server, CompletableFuture<RemoteStore> future, Consumer<RemoteException> onFailure)
            throws IOException {
        try {
            RemoteStore store = opener.open(server);
            future.complete(store);
            return store;
        } catch (RemoteException e) {
            synchronized (stores) {
                onFailure.accept(e);
                stores.remove(server.name(), future);
                losses++;
            }
            future.completeExceptionally(new OpenFailedException(e));
            throw new OpenFailedException(e);
        } catch (IOException | RuntimeException e) {
            forget(server, future);
            future.completeExceptionally(e);
            throw e;
        }
    }

    private void forget(ServerConfig server, CompletableFuture<RemoteStore> future) {
        synchronized (stores) {
            stores.remove(server.name(), future);
        }
    }

    private static RemoteStore await(CompletableFuture<RemoteStore> store) throws IOException, InterruptedException {
        try {
            return store.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    /** A connection could not be opened, or was not, because the choice of server is out of date. */
    static final class OpenFailedException extends IOException {
        private static final long serialVersionUID = 1L;

        OpenFailedException(String message) {
            super(message);
        }

        OpenFailedException(RemoteException failure) {
            super(failure);
        }
    }
}
