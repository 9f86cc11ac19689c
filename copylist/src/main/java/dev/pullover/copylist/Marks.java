package dev.pullover.copylist;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.LongSupplier;

/** Writes down now and then how far a verification is. One thread. */
final class Marks {
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private final Path file;
    private final LongSupplier nanoTime;
    private long writtenNs;

    /** @param nanoTime elapsed time */
    Marks(Path file, LongSupplier nanoTime) {
        this.file = file;
        this.nanoTime = nanoTime;
        this.writtenNs = nanoTime.getAsLong() - INTERVAL.toNanos();
    }

    void passed(VerifyMark mark) throws IOException {
        long now = nanoTime.getAsLong();
        if (now - writtenNs >= INTERVAL.toNanos()) {
            writtenNs = now;
            mark.write(file);
        }
    }
}
