package dev.pullover.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * What a case gets.
 *
 * @param directory an empty one of its own, on the file system that is measured
 * @param rounds how often each contestant does the work, at least 1
 * @param files sizes of trees, in files, for cases that grow
 * @param seed of everything that is drawn by chance
 * @param report where its tables go
 */
record Bench(Path directory, int rounds, List<Integer> files, long seed, Report report) {
    Bench {
        files = List.copyOf(files);
    }

    /** A line on standard error for who waits: a case can take half an hour. */
    void told(int round, String contestant, Sample sample) {
        System.err.printf(Locale.ROOT, "round %d of %d: %s, %.2f s%n", round + 1, rounds, contestant, sample.seconds());
    }
}
