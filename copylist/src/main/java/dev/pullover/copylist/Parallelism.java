package dev.pullover.copylist;

import dev.pullover.common.remote.SmallFile;
import java.util.ArrayList;
import java.util.List;

/**
 * How much is in flight: so many threads, each with one large file, of which the store has pieces enough in flight, or
 * with a batch of small files, whose requests are in flight together. So with eight threads there are up to 512 small
 * files under way, which fills a line with a delay of 20 ms, and more than a server has work for where there is none.
 *
 * @param workers threads that pull, at least 1
 */
record Parallelism(int workers) {
    /** Open files that a server grants one connection: OpenSSH 1019 with the usual limit, others often 1024 in all. */
    private static final int MAX_OPEN_FILES = 512;

    private static final int MAX_BATCH = 64;
    /** What a batch has in memory at once, bytes. */
    private static final long MAX_BATCH_BYTES = 512 << 10;

    /** Divides tasks among threads, in their order; small files share one. */
    List<List<Task>> shares(List<Task> tasks) {
        List<List<Task>> shares = new ArrayList<>();
        List<Task> batch = new ArrayList<>();
        long bytes = 0;
        for (Task task : tasks) {
            if (!isSmall(task)) {
                shares.add(List.of(task));
                continue;
            }
            if (batch.size() == batchSize() || bytes + task.size() > MAX_BATCH_BYTES) {
                shares.add(batch);
                batch = new ArrayList<>();
                bytes = 0;
            }
            batch.add(task);
            bytes += task.size();
        }
        if (!batch.isEmpty()) {
            shares.add(batch);
        }
        return shares;
    }

    /** One that connections broke with goes by itself: it may be what breaks them. */
    private static boolean isSmall(Task task) {
        return task.size() <= SmallFile.MAX_BYTES && task.losses() == 0;
    }

    private int batchSize() {
        return Math.max(1, Math.min(MAX_BATCH, MAX_OPEN_FILES / workers));
    }
}
