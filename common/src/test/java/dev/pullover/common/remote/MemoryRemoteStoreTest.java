package dev.pullover.common.remote;

class MemoryRemoteStoreTest extends RemoteStoreContractTest {
    private final MemoryOutbox outbox = new MemoryOutbox();

    @Override
    TestOutbox outbox() {
        return new TestOutbox.InMemory(outbox);
    }

    @Override
    RemoteStore open() {
        return new MemoryRemoteStore("production", outbox);
    }

    @Override
    boolean obeysPermissions() {
        return true;
    }
}
