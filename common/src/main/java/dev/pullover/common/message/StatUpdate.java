package dev.pullover.common.message;

import dev.pullover.common.ModuleName;
import java.util.List;

/**
 * A module's counters, as totals since the start of its process: a lost or repeated message costs nothing.
 *
 * <p>One report may take several messages when it has more values than {@link #MAX_VALUES}.
 *
 * @param timeNs when they were read, nanoseconds since 1970 UTC
 * @param module whose they are
 * @param incarnation of the process: another number after each start, growing with time
 * @param values in no particular order
 */
public record StatUpdate(long timeNs, ModuleName module, long incarnation, List<Value> values) {
    /** Most values in one message. */
    public static final int MAX_VALUES = 200;
    /** Longest label, in bytes. */
    public static final int MAX_LABEL_BYTES = 32;

    public StatUpdate {
        values = List.copyOf(values);
    }

    /**
     * One counter or gauge.
     *
     * @param counter its id, see {@link dev.pullover.common.metrics.Counter}
     * @param label what it is counted for (a server's name, say), or empty
     * @param value the total or level
     */
    public record Value(int counter, String label, long value) {}
}
