package dev.pullover.common.queue;

class MemoryQueueStorageTest extends QueueStorageContractTest {
    private final MemoryQueueStorage storage = new MemoryQueueStorage();

    @Override
    protected QueueStorage storage() {
        return storage;
    }

    @Override
    protected QueueStorage reopened() {
        return storage;
    }
}
