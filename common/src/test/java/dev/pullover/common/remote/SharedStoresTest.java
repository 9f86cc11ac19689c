package dev.pullover.common.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.pullover.common.config.ServerConfig;
import dev.pullover.common.message.FaultKind;
import dev.pullover.common.path.FilePath;
import java.io.IOException;
import java.net.URI;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SharedStoresTest extends RemoteStoreContractTest {
    private static final ServerConfig FIRST = server("first");
    private static final ServerConfig SECOND = server("second");
    private static final FilePath FILE = FilePath.of("f");

    private final MemoryOutbox memory = new MemoryOutbox();
    private final List<Logged> opened = new ArrayList<>();
    private final SharedStores shared = new SharedStores(this::log);

    @Override
    TestOutbox outbox() {
        return new TestOutbox.InMemory(memory);
    }

    @Override
    RemoteStore open() throws IOException {
        return shared.open(server("production"));
    }

    @Override
    boolean obeysPermissions() {
        return true;
    }

    @BeforeEach
    void forgetWhatTheContractOpened() {
        opened.clear();
    }

    @Test
    void theNextGetsWhatTheLastHasClosed() throws IOException {
        RemoteStore first = shared.open(FIRST);
        assertThrows(NoSuchFileException.class, () -> first.stat(FILE));
        first.close();
        first.close();
        assertThrows(RemoteException.class, () -> first.stat(FILE));
        shared.open(FIRST).close();
        assertEquals(1, opened.size());
        assertEquals(0, opened.get(0).closed);
    }

    @Test
    void eachServerAndEachThatIsInUseHasItsOwn() throws IOException {
        RemoteStore one = shared.open(FIRST);
        RemoteStore other = shared.open(FIRST);
        shared.open(SECOND).close();
        assertEquals(3, opened.size());
        one.close();
        other.close();
        assertEquals(1, opened.get(1).closed, "one is enough");
        shared.close();
        assertEquals(List.of(1, 1, 1), opened.stream().map(each -> each.closed).toList());
    }

    @Test
    void aBrokenConnectionIsNotKept() throws IOException {
        RemoteStore first = shared.open(FIRST);
        opened.get(0).broken = true;
        assertThrows(RemoteException.class, () -> first.stat(FILE));
        first.close();
        assertEquals(1, opened.get(0).closed);
        shared.open(FIRST);
        assertEquals(2, opened.size());
    }

    @Test
    void whatIsInUseEndsWhenItIsClosed() throws IOException {
        RemoteStore first = shared.open(FIRST);
        opened.get(0).during = first::close;
        assertThrows(IOException.class, () -> first.stat(FILE));
        assertEquals(1, opened.get(0).closed);
    }

    @Test
    void whatComesBackAfterTheEndIsClosed() throws IOException {
        RemoteStore first = shared.open(FIRST);
        shared.close();
        first.close();
        assertEquals(1, opened.get(0).closed);
    }

    private static ServerConfig server(String name) {
        return new ServerConfig(name, URI.create("file:/outbox"), Optional.empty(), Optional.empty(), List.of());
    }

    private RemoteStore log(ServerConfig server) {
        Logged store = new Logged(new MemoryRemoteStore(server.name(), memory));
        opened.add(store);
        return store;
    }

    /** Counts how often it was closed, and breaks when told to. */
    private static final class Logged implements RemoteStore {
        private final RemoteStore store;
        private int closed;
        private boolean broken;
        private Runnable during = () -> {};

        Logged(RemoteStore store) {
            this.store = store;
        }

        @Override
        public String server() {
            return store.server();
        }

        @Override
        public RemoteStat stat(FilePath path) throws IOException {
            during.run();
            if (broken) {
                throw new RemoteException(server(), FaultKind.RESET, "broken", null);
            }
            return store.stat(path);
        }

        @Override
        public byte[] readAll(FilePath path, int limit) throws IOException {
            return store.readAll(path, limit);
        }

        @Override
        public long read(FilePath path, long offset, long length, RemoteSink sink) throws IOException {
            return store.read(path, offset, length, sink);
        }

        @Override
        public void list(FilePath directory, Consumer<RemoteEntry> entries) throws IOException {
            store.list(directory, entries);
        }

        @Override
        public void close() {
            closed++;
            store.close();
        }
    }
}
