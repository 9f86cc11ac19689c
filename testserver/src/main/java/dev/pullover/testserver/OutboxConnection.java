package dev.pullover.testserver;

import dev.pullover.common.catalog.CatalogHead;
import dev.pullover.common.catalog.CatalogLayout;
import dev.pullover.common.config.ServerConfig;
import dev.pullover.common.config.SynchroMode;
import dev.pullover.common.path.FilePath;
import dev.pullover.common.remote.RemoteStore;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import org.jspecify.annotations.Nullable;

/** The questions that are asked of an outbox over one open connection. One thread; {@link #close} is for any. */
final class OutboxConnection implements Closeable {
    private static final FilePath OUTBOX = FilePath.of("");

    private final ServerConfig server;
    private final SynchroMode mode;
    private final RemoteStore store;
    private boolean listed;

    OutboxConnection(ServerConfig server, SynchroMode mode, RemoteStore store) {
        this.server = server;
        this.mode = mode;
        this.store = store;
    }

    /** The content of HEAD; null if there is none, or none is looked for, but the outbox is there. */
    byte @Nullable [] readHead() throws IOException {
        if (mode != SynchroMode.SCAN) {
            try {
                return store.readAll(CatalogLayout.HEAD, CatalogHead.MAX_BYTES);
            } catch (NoSuchFileException e) {
                // Whether that is all right depends on what else is there.
            }
        }
        requireOutbox();
        return null;
    }

    /** Fails if the outbox is not there. */
    void requireOutbox() throws IOException {
        try {
            if (!store.stat(OUTBOX).isDirectory()) {
                throw new NotDirectoryException(server.outbox());
            }
        } catch (NoSuchFileException e) {
            throw new NoSuchFileException(server.outbox());
        }
    }

    /** Fails if the outbox is of no use without a catalog. */
    void requireUseWithoutCatalog() throws IOException {
        if (mode == SynchroMode.CATALOG) {
            throw new NoSuchFileException(
                    server.outbox() + "/" + CatalogLayout.HEAD, null, "[synchro] mode = \"catalog\" needs it");
        }
        if (!listed) {
            requireListable();
            listed = true;
        }
    }

    @Override
    public void close() {
        store.close();
    }

    /** No further than the first name: a listing may be long. */
    private void requireListable() throws IOException {
        try {
            store.list(OUTBOX, entry -> {
                throw new EnoughSeen();
            });
        } catch (EnoughSeen e) {
            // That is what was to be found out.
        }
    }

    /** The only way out of a listing. */
    private static final class EnoughSeen extends RuntimeException {
        private static final long serialVersionUID = 1L;

        EnoughSeen() {
            super(null, null, false, false);
        }
    }
}
