package dev.pullover.copylist;

import dev.pullover.common.path.FilePath;
import dev.pullover.common.state.CopyingFile.InFlight;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/** Knows what is being pulled, and how far each file is. Thread-safe. */
final class Board {
    private final LongSupplier nowNs;
    private final Set<Pull> pulls = ConcurrentHashMap.newKeySet();
    private final LongAdder receivedBytes = new LongAdder();

    /** @param nowNs wall clock, nanoseconds since 1970 UTC */
    Board(LongSupplier nowNs) {
        this.nowNs = nowNs;
    }

    /**
     * A file is being pulled, until what this returns is closed.
     *
     * @param hereBytes that had come before
     */
    Pull begin(FilePath path, String server, long size, long hereBytes) {
        Pull pull = new Pull(path, server, size, hereBytes);
        pulls.add(pull);
        return pull;
    }

    /** So much has come of files that are too small to be listed. */
    void received(long bytes) {
        receivedBytes.add(bytes);
    }

    /** Bytes received by all pulls together. */
    long receivedBytes() {
        return receivedBytes.sum();
    }

    /** How much has come, now or before, of the files that are being pulled. */
    long inFlightBytes() {
        return pulls.stream().mapToLong(pull -> pull.doneBytes.get()).sum();
    }

    /** What is being pulled, the longest under way first, at most {@code limit}. */
    List<InFlight> inFlight(int limit) {
        return pulls.stream()
                .map(Pull::inFlight)
                .sorted(Comparator.comparingLong(InFlight::startedNs).thenComparing(InFlight::path))
                .limit(limit)
                .toList();
    }

    /** One file on its way. */
    final class Pull implements AutoCloseable {
        private final FilePath path;
        private final String server;
        private final long size;
        private final long startedNs = nowNs.getAsLong();
        private final AtomicLong doneBytes;

        private Pull(FilePath path, String server, long size, long hereBytes) {
            this.path = path;
            this.server = server;
            this.size = size;
            this.doneBytes = new AtomicLong(hereBytes);
        }

        /** So much more of it has come. */
        void received(long bytes) {
            doneBytes.addAndGet(bytes);
            receivedBytes.add(bytes);
        }

        @Override
        public void close() {
            pulls.remove(this);
        }

        private InFlight inFlight() {
            return new InFlight(path.toString(), server, size, doneBytes.get(), startedNs);
        }
    }
}
