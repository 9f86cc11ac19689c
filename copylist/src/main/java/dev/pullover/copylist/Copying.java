package dev.pullover.copylist;

import dev.pullover.common.ledger.CatalogView.Totals;
import dev.pullover.common.state.CopyingFile;
import dev.pullover.common.state.CopyingFile.Content;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells in {@code copying.json} what is in flight, while something is. What is over within half a second is not told of,
 * so that single small files cost nothing. One thread.
 */
final class Copying implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Copying.class);
    private static final Duration INTERVAL = Duration.ofMillis(500);
    /** The rate is the mean over so many intervals. */
    private static final int SAMPLES = 20;

    private final CopyingFile file;
    private final Board board;
    private final LongSupplier wallNs;
    private final LongSupplier nanoTime;
    private final Deque<Sample> samples = new ArrayDeque<>();
    private boolean busy;
    private boolean written;
    private long startedWallNs;
    private long startedBytes;
    private long toldNs;
    private long doneFiles;

    /**
     * @param wallNs wall clock, nanoseconds since 1970 UTC
     * @param nanoTime elapsed time
     */
    Copying(CopyingFile file, Board board, LongSupplier wallNs, LongSupplier nanoTime) {
        this.file = file;
        this.board = board;
        this.wallNs = wallNs;
        this.nanoTime = nanoTime;
        // What a killed process left.
        written = true;
        remove();
    }

    /** A file that was in flight is not any more. */
    void ended() {
        doneFiles++;
    }

    /** Writes what is due; to be called often. */
    void tell(boolean inFlight, Feed feed) {
        long now = nanoTime.getAsLong();
        if (!inFlight) {
            busy = false;
            // Not when the next one begins: by the time that is seen here, much of it may have come.
            startedBytes = board.receivedBytes();
            remove();
            return;
        }
        if (!busy) {
            begin(now);
        } else if (now - toldNs >= INTERVAL.toNanos()) {
            toldNs = now;
            Totals left = feed.left(now);
            write(now, new Totals(left.files(), Math.max(0, left.bytes() - board.inFlightBytes())));
        }
    }

    @Override
    public void close() {
        remove();
    }

    private void begin(long now) {
        busy = true;
        startedWallNs = wallNs.getAsLong();
        doneFiles = 0;
        toldNs = now;
        samples.clear();
        samples.add(new Sample(now, 0, 0));
    }

    private void write(long now, Totals left) {
        long doneBytes = board.receivedBytes() - startedBytes;
        samples.add(new Sample(now, doneFiles, doneBytes));
        if (samples.size() > SAMPLES) {
            samples.remove();
        }
        Sample first = samples.element();
        double seconds = (now - first.atNs()) / (double) TimeUnit.SECONDS.toNanos(1);
        double byteRate = (doneBytes - first.bytes()) / seconds;
        double fileRate = (doneFiles - first.files()) / seconds;
        Content content = new Content(
                Content.FORMAT,
                ProcessHandle.current().pid(),
                wallNs.getAsLong(),
                startedWallNs,
                doneFiles,
                doneBytes,
                left.files(),
                left.bytes(),
                (long) byteRate,
                remainingMs(left, byteRate, fileRate),
                board.inFlight(Content.MAX_IN_FLIGHT));
        try {
            file.write(content);
            written = true;
        } catch (IOException e) {
            log.debug("copying.json cannot be written: {}", e.toString());
        }
    }

    /** Small files take their time by number, large ones by size. */
    private static long remainingMs(Totals left, double byteRate, double fileRate) {
        double byBytes = left.bytes() == 0 ? 0 : left.bytes() / byteRate;
        double byFiles = left.files() == 0 || fileRate == 0 ? 0 : left.files() / fileRate;
        double seconds = Math.max(byBytes, byFiles);
        return Double.isFinite(seconds) ? (long) (seconds * TimeUnit.SECONDS.toMillis(1)) : -1;
    }

    private void remove() {
        if (!written) {
            return;
        }
        try {
            file.remove();
            written = false;
        } catch (IOException e) {
            log.debug("copying.json cannot be removed: {}", e.toString());
        }
    }

    /** How far it was at a moment. */
    private record Sample(long atNs, long files, long bytes) {}
}
