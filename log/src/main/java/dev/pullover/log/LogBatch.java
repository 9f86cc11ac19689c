package dev.pullover.log;

import dev.pullover.common.message.LogLine;
import dev.pullover.common.queue.ReaderPosition;
import java.util.List;
import java.util.Map;

/**
 * Lines that are written together.
 *
 * @param lines in the order in which they are to be written
 * @param lost messages that are known to be missing since the batch before; the lines tell of them
 * @param writtenNs when it was put together, nanoseconds since 1970 UTC
 * @param before where reading stood before the first message of the batch, by writer
 * @param after where it stands behind the last one
 */
record LogBatch(
        List<LogLine> lines,
        long lost,
        long writtenNs,
        Map<String, ReaderPosition> before,
        Map<String, ReaderPosition> after) {
    LogBatch {
        lines = List.copyOf(lines);
        before = Map.copyOf(before);
        after = Map.copyOf(after);
    }

    boolean isEmpty() {
        return lines.isEmpty();
    }
}
