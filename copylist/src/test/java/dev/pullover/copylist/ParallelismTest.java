package dev.pullover.copylist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How batches follow a line: one that is simulated, by how long a batch takes over it. */
class ParallelismTest {
    private static final int WORKERS = 8;
    private static final int ROUNDS = 60;
    private static final long FILE_NS = TimeUnit.MICROSECONDS.toNanos(100);

    private final Parallelism parallelism = new Parallelism(WORKERS);

    @Test
    void aLineWithADelayIsFilled() {
        run(TimeUnit.MILLISECONDS.toNanos(20), FILE_NS);
        assertEquals(64, parallelism.batch(), "as many as a server grants open files, for each thread");
    }

    @Test
    void aBusyServerIsNotAskedForMoreAndMore() {
        for (int round = 0; round < ROUNDS; round++) {
            // Each file takes the longer, the more are asked for at once: a disk that seeks.
            round(0, FILE_NS * parallelism.batch());
        }
        assertTrue(parallelism.batch() <= 32, "batches of " + parallelism.batch());
    }

    @Test
    void batchesGrowAgainWhenTheLineIsSlowAgain() {
        aBusyServerIsNotAskedForMoreAndMore();
        run(TimeUnit.MILLISECONDS.toNanos(50), FILE_NS);
        assertEquals(64, parallelism.batch());
    }

    @Test
    void fewThreadsHaveLargeBatches() {
        Parallelism one = new Parallelism(1);
        for (int i = 0; i < ROUNDS; i++) {
            one.brought(one.batch(), TimeUnit.MILLISECONDS.toNanos(40) + one.batch() * FILE_NS / 10);
        }
        assertEquals(512, one.batch());
    }

    @Test
    void aThreadForEachOpenFileHasBatchesOfOne() {
        assertEquals(1, new Parallelism(512).batch());
    }

    @Test
    void aBatchThatWasNotFullSaysNothing() {
        int before = parallelism.batch();
        for (int i = 0; i < ROUNDS * WORKERS; i++) {
            parallelism.brought(before - 1, 1);
        }
        assertEquals(before, parallelism.batch());
    }

    private void run(long roundTripNs, long fileNs) {
        for (int round = 0; round < ROUNDS; round++) {
            round(roundTripNs, fileNs);
        }
    }

    /** Two round trips, and all threads share the server. */
    private void round(long roundTripNs, long fileNs) {
        int batch = parallelism.batch();
        for (int i = 0; i < 2 * WORKERS; i++) {
            parallelism.brought(batch, Math.max(2 * roundTripNs + batch * fileNs, WORKERS * batch * fileNs));
        }
    }
}
