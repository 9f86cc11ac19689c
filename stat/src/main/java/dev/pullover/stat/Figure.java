package dev.pullover.stat;

import dev.pullover.common.metrics.Counter;
import java.util.Optional;

/**
 * One value as people are told it.
 *
 * @param module the word of the module that counts it
 * @param counter its id, see {@link Counter}
 * @param label what it is counted for (a server's name, say), or empty
 * @param value the sum of a counter, the level of a gauge; the level of what this version does not know
 * @param timeNs when it was last reported, nanoseconds since 1970 UTC; 0 if never
 */
record Figure(String module, int counter, String label, long value, long timeNs) {
    /** What is counted, if this version knows it. */
    Optional<Counter> known() {
        return Counter.of(counter);
    }

    /** Whether it only grows, so that the difference of two moments means something. */
    boolean adds() {
        return known().filter(counter -> counter.kind() != Counter.Kind.GAUGE).isPresent();
    }

    /** What it has grown by since it was {@code before}; all of it if it began anew meanwhile. */
    Figure minus(long before) {
        return new Figure(module, counter, label, value < before ? value : value - before, timeNs);
    }

    /** Its name, or its number if this version does not know it. */
    String name() {
        return known().map(Counter::word).orElseGet(() -> Integer.toString(counter));
    }
}
