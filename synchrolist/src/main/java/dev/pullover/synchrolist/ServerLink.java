package dev.pullover.synchrolist;

import dev.pullover.common.config.ServerConfig;
import dev.pullover.common.message.FaultKind;
import dev.pullover.common.message.ServerState;
import dev.pullover.common.remote.RemoteException;
import dev.pullover.common.remote.RemoteStore;
import dev.pullover.common.remote.StoreOpener;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.FileSystemException;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The way to one server: a connection that stays open between looks, and how soon to look again after trouble. */
final class ServerLink implements AutoCloseable {
    /** Longest time between looks at a server in trouble. */
    private static final Duration MAX_PATIENCE = Duration.ofSeconds(10);

    private static final int MAX_DOUBLINGS = 20;

    private final ServerConfig config;
    private final StoreOpener opener;
    private final long intervalNs;
    private @Nullable RemoteStore store;
    private ServerState state = ServerState.UNKNOWN;
    private int troubles;
    private long notBeforeNs;

    /** @param intervalNs between looks when all is well */
    ServerLink(ServerConfig config, StoreOpener opener, long intervalNs) {
        this.config = config;
        this.opener = opener;
        this.intervalNs = intervalNs;
    }

    String name() {
        return config.name();
    }

    /** testserver's word on it. When that changes, patience ends, and a connection to what was down is worth nothing. */
    void onState(ServerState newState) {
        if (newState == state) {
            return;
        }
        state = newState;
        troubles = 0;
        if (!newState.isUsable()) {
            close();
        }
    }

    /** Whether it may be looked at now, by the nano-time source. */
    boolean isDue(long nanoTime) {
        return troubles == 0 || nanoTime - notBeforeNs >= 0;
    }

    /**
     * Looks at it.
     *
     * @param nanoTime the nano-time source
     * @throws InterruptedIOException if told to stop
     * @throws SpoolException if this machine fails, not the server
     */
    Look look(Looker looker, LongSupplier nanoTime) throws InterruptedIOException, SpoolException {
        boolean reused = store != null;
        Look look = tryLook(looker);
        if (reused && look instanceof Look.Failed failed && failed.kind() == FaultKind.RESET) {
            // A connection that lay idle may have ended for lesser reasons than a server's death.
            look = tryLook(looker);
        }
        troubles = look.isTrouble() ? Math.min(troubles + 1, MAX_DOUBLINGS) : 0;
        notBeforeNs = nanoTime.getAsLong() + Math.min(intervalNs << troubles, MAX_PATIENCE.toNanos());
        return look;
    }

    @Override
    public void close() {
        if (store != null) {
            store.close();
            store = null;
        }
    }

    private Look tryLook(Looker looker) throws InterruptedIOException, SpoolException {
        try {
            if (store == null) {
                store = opener.open(config);
            }
            return looker.look(store);
        } catch (InterruptedIOException | SpoolException e) {
            throw e;
        } catch (RemoteException e) {
            close();
            return new Look.Failed(e.kind(), String.valueOf(e.getMessage()));
        } catch (FileSystemException e) {
            return new Look.Failed(FaultKind.OUTBOX, "cannot be read: " + e);
        } catch (IOException e) {
            close();
            return new Look.Failed(FaultKind.PROTOCOL, e.toString());
        }
    }
}
