package dev.pullover.testserver;

import dev.pullover.common.state.LayerRecord;
import java.util.concurrent.TimeUnit;

/**
 * How one layer ended.
 *
 * @param durationNs what it took, nanoseconds
 * @param detail what was found, for people
 */
record LayerResult(Layer layer, boolean passed, long durationNs, String detail) {
    LayerRecord record() {
        return new LayerRecord(layer.word(), passed, TimeUnit.NANOSECONDS.toMillis(durationNs), detail);
    }
}
