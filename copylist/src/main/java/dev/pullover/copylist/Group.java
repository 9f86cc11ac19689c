package dev.pullover.copylist;

import dev.pullover.common.path.FilePath;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Files that are settled and not recorded yet. They are recorded together, since forcing to disk costs about as much for
 * many as for one. One thread.
 */
final class Group {
    private static final int MAX_FILES = 1000;
    private static final long MAX_BYTES = 64L << 20;
    /** How long a file that has come waits for others. */
    private static final Duration MAX_AGE = Duration.ofMillis(200);

    private final List<Settled> settled = new ArrayList<>();
    private final List<Task> deletions = new ArrayList<>();
    private final List<FilePath> gone = new ArrayList<>();
    private long bytes;
    private long firstNs;

    /** A file is settled. */
    void add(Settled file, long nanoTime) {
        begin(nanoTime);
        settled.add(file);
        bytes += file.outcome() instanceof Outcome.Copied ? file.task().size() : 0;
    }

    /** The catalog says that a file is offered no more. */
    void addDeletion(Task task, long nanoTime) {
        begin(nanoTime);
        deletions.add(task);
    }

    /** A parked path that the catalog does not know any more. */
    void addGone(FilePath path, long nanoTime) {
        begin(nanoTime);
        gone.add(path);
    }

    List<Settled> settled() {
        return settled;
    }

    List<Task> deletions() {
        return deletions;
    }

    List<FilePath> gone() {
        return gone;
    }

    boolean isEmpty() {
        return settled.isEmpty() && deletions.isEmpty() && gone.isEmpty();
    }

    /** Whether to record it now. */
    boolean isDue(long nanoTime) {
        return settled.size() + deletions.size() >= MAX_FILES
                || bytes >= MAX_BYTES
                || !isEmpty() && nanoTime - firstNs >= MAX_AGE.toNanos();
    }

    private void begin(long nanoTime) {
        if (isEmpty()) {
            firstNs = nanoTime;
        }
    }
}
