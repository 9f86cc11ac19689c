package dev.pullover.common.remote;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.pullover.common.message.FaultKind;
import dev.pullover.common.path.FilePath;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FaultyRemoteStoreTest {
    private static final FilePath FILE = FilePath.of("f");

    private final byte[] content = RemoteStoreContractTest.bytes(100_000);
    private final MemoryOutbox outbox = new MemoryOutbox();
    private final MemoryRemoteStore memory = new MemoryRemoteStore("production", outbox);
    private final ByteArrayOutputStream sink = new ByteArrayOutputStream();

    @BeforeEach
    void fill() {
        outbox.putFile(FILE, content, 0);
    }

    @Test
    void theChosenCallFailsAndSoDoAllLaterOnes() throws IOException {
        RemoteStore store = new FaultyRemoteStore(memory, FaultKind.TIMEOUT, 3, 0);
        store.stat(FILE);
        store.readAll(FILE, content.length);
        assertEquals(FaultKind.TIMEOUT, kind(() -> store.list(FilePath.of(""), entry -> {})));
        assertEquals(FaultKind.TIMEOUT, kind(() -> store.stat(FILE)));
        assertEquals(FaultKind.RESET, kind(() -> memory.stat(FILE)), "the store behind it is closed");
    }

    @Test
    void aReadIsCutAfterTheChosenNumberOfBytes() {
        RemoteStore store = new FaultyRemoteStore(memory, FaultKind.RESET, 1, 70_001);
        assertEquals(FaultKind.RESET, kind(() -> store.read(FILE, 0, content.length, sink::write)));
        assertArrayEquals(Arrays.copyOf(content, 70_001), sink.toByteArray());
        assertEquals(FaultKind.RESET, kind(() -> store.stat(FILE)));
    }

    @Test
    void aReadOfFewerBytesSucceedsAndTheNextCallFails() throws IOException {
        RemoteStore store = new FaultyRemoteStore(memory, FaultKind.RESET, 1, 70_001);
        assertEquals(70_000, store.read(FILE, 0, 70_000, sink::write));
        assertEquals(FaultKind.RESET, kind(() -> store.stat(FILE)));
    }

    @Test
    void callsAndBytesAreCounted() throws IOException {
        CountingRemoteStore store = new CountingRemoteStore(memory);
        store.stat(FILE);
        store.readAll(FILE, content.length);
        store.read(FILE, 50_000, content.length, sink::write);
        store.list(FilePath.of(""), entry -> {});
        assertThrows(IOException.class, () -> store.stat(FilePath.of("gone")));
        assertEquals(2, store.stats());
        assertEquals(2, store.reads());
        assertEquals(1, store.lists());
        assertEquals(5, store.calls());
        assertEquals(150_000, store.bytes());
        assertEquals("production", store.server());
    }

    private static FaultKind kind(RemoteStoreContractTest.ThrowingRunnable call) {
        return assertThrows(RemoteException.class, call::run).kind();
    }
}
