package dev.pullover.copylist;

import dev.pullover.common.remote.SmallFile;
import java.util.ArrayList;
import java.util.List;

/**
 * The one place that decides how much is in flight: so many threads, each with one large file, of which the store has pieces
 * enough in flight, or with a batch of small files, whose requests are in flight together. How many files are in a batch
 * follows what the server and the line give: while the threads bring more in the same time with larger batches, these
 * double; while they bring more with smaller ones, these shrink by a quarter; when it makes no difference, a larger one is
 * tried now and then. So a line with a delay is filled, and a server that has enough to do is not asked for more. Bounded by
 * open files and memory. Thread-safe.
 */
final class Parallelism {
    /** Open files that a server grants one connection: OpenSSH 1019 with the usual limit, others often 1024 in all. */
    private static final int MAX_OPEN_FILES = 512;

    private static final int MIN_BATCH = 16;
    /** What a batch has in memory at once, bytes. */
    private static final long MAX_BATCH_BYTES = 512 << 10;
    /** Batches per thread by which a size is judged. */
    private static final int ROUND = 2;
    /** A rate that differs by less is the same. */
    private static final double NOTABLE = 0.1;
    /** When nothing changes, it is tried again after so many rounds. */
    private static final int PATIENCE = 8;

    private final int workers;
    private final int maxBatch;
    private int batch;
    private int batches;
    private long files;
    private long elapsedNs;
    private double rate;
    private boolean growing = true;
    private int unchanged;

    /** @param workers threads that pull, at least 1 */
    Parallelism(int workers) {
        this.workers = workers;
        this.maxBatch = Math.max(1, MAX_OPEN_FILES / workers);
        this.batch = Math.min(2 * MIN_BATCH, maxBatch);
    }

    /** Threads that pull. */
    int workers() {
        return workers;
    }

    /** How many small files one thread pulls together, now. */
    synchronized int batch() {
        return batch;
    }

    /** A thread has brought a batch of small files, in so much time; what is not a full one says nothing. */
    synchronized void brought(int count, long tookNs) {
        if (count < batch) {
            return;
        }
        files += count;
        elapsedNs += Math.max(1, tookNs);
        batches++;
        if (batches >= ROUND * workers) {
            judge((double) files / elapsedNs);
            batches = 0;
            files = 0;
            elapsedNs = 0;
        }
    }

    /** What has helped is done again, what has harmed is undone. */
    private void judge(double now) {
        if (now > rate * (1 + NOTABLE)) {
            resize();
        } else if (now < rate * (1 - NOTABLE)) {
            growing = !growing;
            resize();
        } else if (++unchanged >= PATIENCE) {
            growing = true;
            resize();
        }
        rate = now;
    }

    private void resize() {
        unchanged = 0;
        int wanted = growing ? 2 * batch : batch * 3 / 4;
        batch = Math.max(Math.min(MIN_BATCH, maxBatch), Math.min(wanted, maxBatch));
    }

    /** Divides tasks among threads, in their order; small files share one. */
    List<List<Task>> shares(List<Task> tasks) {
        List<List<Task>> shares = new ArrayList<>();
        List<Task> share = new ArrayList<>();
        int batchSize = batch();
        long bytes = 0;
        for (Task task : tasks) {
            if (!isSmall(task)) {
                shares.add(List.of(task));
                continue;
            }
            if (share.size() == batchSize || bytes + task.size() > MAX_BATCH_BYTES) {
                shares.add(share);
                share = new ArrayList<>();
                bytes = 0;
            }
            share.add(task);
            bytes += task.size();
        }
        if (!share.isEmpty()) {
            shares.add(share);
        }
        return shares;
    }

    /** One that connections broke with goes by itself: it may be what breaks them. */
    private static boolean isSmall(Task task) {
        return task.size() <= SmallFile.MAX_BYTES && task.losses() == 0;
    }
}
