package dev.pullover.common.metrics;

import java.util.Map;
import java.util.OptionalLong;

/**
 * Times counted by how long they were. A histogram is one {@link Counter} with several values: for each bound (label
 * {@code 250}, in milliseconds; {@code inf} beyond the last) how many times were at most that long and longer than the
 * bound before, and under {@code sum} the sum of all in milliseconds. So it travels and adds up as every counter does.
 */
public final class Histogram {
    /** Label of the sum of all times, milliseconds. */
    public static final String SUM = "sum";
    /** Label of those that were longer than the last bound. */
    public static final String BEYOND = "inf";

    /** Fine around what is promised (p50 300 ms, p99 1 s), then up to a day. */
    private static final long[] BOUNDS_MS = {
        50,
        100,
        150,
        200,
        250,
        300,
        400,
        500,
        750,
        1000,
        1500,
        2000,
        3000,
        5000,
        10_000,
        30_000,
        60_000,
        300_000,
        1_800_000,
        3_600_000,
        21_600_000,
        86_400_000
    };

    private static final String[] LABELS = labels();

    private Histogram() {}

    /** Counts one time; a negative one (clocks differ) as none. */
    public static void observe(Counters counters, Counter histogram, long ms) {
        long time = Math.max(0, ms);
        counters.increment(histogram, LABELS[bucket(time)]);
        counters.add(histogram, SUM, time);
    }

    /** The bounds in milliseconds, growing. */
    public static long[] boundsMs() {
        return BOUNDS_MS.clone();
    }

    /** The label of the times up to bound {@code index}; of those beyond, where {@code index} is the number of bounds. */
    public static String label(int index) {
        return LABELS[index];
    }

    /** How many times were counted. */
    public static long count(Map<String, Long> values) {
        long count = 0;
        for (String label : LABELS) {
            count += values.getOrDefault(label, 0L);
        }
        return count;
    }

    /**
     * The time in milliseconds that a share {@code quantile} of all does not exceed, estimated within its bucket as
     * Prometheus's histogram_quantile() does; the last bound if it is beyond. Empty if nothing was counted.
     *
     * @param values by label
     * @param quantile above 0, at most 1
     */
    public static OptionalLong quantileMs(Map<String, Long> values, double quantile) {
        double rank = quantile * count(values);
        long before = 0;
        long lower = 0;
        for (int i = 0; i < BOUNDS_MS.length && rank > 0; i++) {
            long inBucket = values.getOrDefault(LABELS[i], 0L);
            if (inBucket > 0 && before + inBucket >= rank) {
                double share = (rank - before) / inBucket;
                return OptionalLong.of(Math.round(lower + (BOUNDS_MS[i] - lower) * share));
            }
            before += inBucket;
            lower = BOUNDS_MS[i];
        }
        return rank > 0 ? OptionalLong.of(lower) : OptionalLong.empty();
    }

    private static int bucket(long ms) {
        int bucket = 0;
        while (bucket < BOUNDS_MS.length && ms > BOUNDS_MS[bucket]) {
            bucket++;
        }
        return bucket;
    }

    private static String[] labels() {
        String[] labels = new String[BOUNDS_MS.length + 1];
        for (int i = 0; i < BOUNDS_MS.length; i++) {
            labels[i] = Long.toString(BOUNDS_MS[i]);
        }
        labels[BOUNDS_MS.length] = BEYOND;
        return labels;
    }
}
