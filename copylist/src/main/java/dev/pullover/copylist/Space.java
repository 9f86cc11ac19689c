package dev.pullover.copylist;

import dev.pullover.common.cli.Amounts;
import java.io.IOException;
import java.nio.file.FileStore;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Watches that files do not take the free space which is to be left, counting also what files on their way will still
 * need. Thread-safe.
 */
final class Space {
    /** What a file takes beside its content, bytes: a started block and its names. */
    private static final long OVERHEAD_BYTES = 8 << 10;

    private final FileStore store;
    private final long reserveBytes;
    private final AtomicLong claimedBytes = new AtomicLong();

    Space(FileStore store, long reserveBytes) {
        this.store = store;
        this.reserveBytes = reserveBytes;
    }

    /** Claims space for a file of which {@code bytes} are still to come; empty if there is not enough. */
    Optional<Claim> claim(long bytes) throws IOException {
        return claim(bytes, 1);
    }

    /** Same, for several files with so many bytes together. */
    Optional<Claim> claim(long bytes, int files) throws IOException {
        Claim claim = new Claim(bytes + files * OVERHEAD_BYTES);
        if (store.getUsableSpace() - claimedBytes.get() >= reserveBytes) {
            return Optional.of(claim);
        }
        claim.close();
        return Optional.empty();
    }

    /** Whether a file of this size can be claimed for now. */
    boolean hasRoomFor(long bytes) throws IOException {
        return store.getUsableSpace() - claimedBytes.get() - bytes - OVERHEAD_BYTES >= reserveBytes;
    }

    /** What is free and to be left, for people. */
    String describe() throws IOException {
        return Amounts.bytes(store.getUsableSpace()) + " free, reserve " + Amounts.bytes(reserveBytes);
    }

    /** Whether a failure to write means that the disk, or this user's share of it, is full. */
    static boolean isFull(IOException e) {
        String message = String.valueOf(e.getMessage());
        return message.contains("No space left on device") || message.contains("Disk quota exceeded");
    }

    /** Space for one file, given back as the file takes it. One thread. */
    final class Claim implements AutoCloseable {
        private long leftBytes;

        private Claim(long bytes) {
            leftBytes = bytes;
            claimedBytes.addAndGet(bytes);
        }

        /** So much has been written: from now on the file system counts it. */
        void written(long bytes) {
            leftBytes -= bytes;
            claimedBytes.addAndGet(-bytes);
        }

        @Override
        public void close() {
            claimedBytes.addAndGet(-leftBytes);
        }
    }
}
