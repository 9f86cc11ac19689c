package dev.pullover.testserver;

import dev.pullover.common.catalog.CatalogHead;
import dev.pullover.common.catalog.CatalogLayout;
import dev.pullover.common.message.FaultKind;
import dev.pullover.common.path.FilePath;
import dev.pullover.common.remote.MemoryOutbox;
import dev.pullover.common.remote.MemoryRemoteStore;
import dev.pullover.common.remote.RemoteEntry;
import dev.pullover.common.remote.RemoteException;
import dev.pullover.common.remote.RemoteSink;
import dev.pullover.common.remote.RemoteStat;
import dev.pullover.common.remote.RemoteStore;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A server in memory that fails, or takes its time, when told to. One thread. */
final class FakeServer {
    final String name;
    final MemoryOutbox outbox = new MemoryOutbox();
    /** Connections made, those open now, and requests over them. */
    int logins;

    int open;
    int requests;
    private final Consumer<Duration> passTime;
    private @Nullable FaultKind loginFailure;
    private @Nullable FaultKind requestFailure;
    private Duration delay = Duration.ZERO;
    private Duration delayOnce = Duration.ZERO;

    /** @param passTime lets time pass */
    FakeServer(String name, Consumer<Duration> passTime) {
        this.name = name;
        this.passTime = passTime;
    }

    void publish(CatalogHead head) {
        outbox.putFile(CatalogLayout.HEAD, head.bytes(), 1);
    }

    /** From now on, everything fails. */
    void fail(FaultKind kind) {
        loginFailure = kind;
        requestFailure = kind;
    }

    /** From now on, everything fails, but only after a time. */
    void hang(Duration timeout) {
        delay = timeout;
        fail(FaultKind.TIMEOUT);
    }

    /** From now on, new connections fail, and open ones go on working. */
    void failLogins(FaultKind kind) {
        loginFailure = kind;
    }

    /** From now on, every request takes that long. */
    void slowDown(Duration each) {
        delay = each;
    }

    /** The next read of HEAD takes that much longer. */
    void slowDownOnce(Duration once) {
        delayOnce = once;
    }

    /** All is well again. */
    void recover() {
        loginFailure = null;
        requestFailure = null;
        delay = Duration.ZERO;
    }

    RemoteStore login() throws IOException {
        passTime.accept(delay);
        check(loginFailure);
        logins++;
        open++;
        return new Connection(new MemoryRemoteStore(name, outbox));
    }

    private void check(@Nullable FaultKind failure) throws IOException {
        if (failure != null) {
            throw new RemoteException(name, failure, name + " (fake:22): fake " + failure, null);
        }
    }

    private final class Connection implements RemoteStore {
        private final RemoteStore store;
        private boolean closed;

        Connection(RemoteStore store) {
            this.store = store;
        }

        @Override
        public String server() {
            return name;
        }

        @Override
        public RemoteStat stat(FilePath path) throws IOException {
            enter(path);
            return store.stat(path);
        }

        @Override
        public byte[] readAll(FilePath path, int limit) throws IOException {
            enter(path);
            return store.readAll(path, limit);
        }

        @Override
        public long read(FilePath path, long offset, long length, RemoteSink sink) throws IOException {
            enter(path);
            return store.read(path, offset, length, sink);
        }

        @Override
        public void list(FilePath directory, Consumer<RemoteEntry> entries) throws IOException {
            enter(directory);
            store.list(directory, entries);
        }

        @Override
        public void close() {
            open -= closed ? 0 : 1;
            closed = true;
            store.close();
        }

        private void enter(FilePath path) throws IOException {
            requests++;
            passTime.accept(delay.plus(path.equals(CatalogLayout.HEAD) ? delayOnce : Duration.ZERO));
            delayOnce = path.equals(CatalogLayout.HEAD) ? Duration.ZERO : delayOnce;
            check(requestFailure);
        }
    }
}
