package dev.pullover.log;

import dev.pullover.common.ModuleName;
import dev.pullover.common.message.LogLevel;
import dev.pullover.common.message.LogLine;
import dev.pullover.common.queue.MessageReader;
import dev.pullover.common.queue.ReaderPosition;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/** Takes lines from the queues of all writers and puts them in the order of time. One thread. */
final class BatchReader implements AutoCloseable {
    /** Of the message that tells of lost ones, see the catalogue of messages. */
    private static final int LOST_CODE = 5001;

    private final MessageReader<LogLine> reader;
    private final LongSupplier nowNs;
    private final long pid;
    private Map<String, ReaderPosition> positions;
    private long lost;

    /**
     * @param reader closed with this
     * @param nowNs wall clock, nanoseconds since 1970 UTC
     * @param pid of this process, for the lines of its own
     */
    BatchReader(MessageReader<LogLine> reader, LongSupplier nowNs, long pid) {
        this.reader = reader;
        this.nowNs = nowNs;
        this.pid = pid;
        this.positions = reader.positions();
    }

    /** The next lines, at most {@code limit} and one that tells of lost ones. */
    LogBatch next(int limit) {
        List<Ranked> ranked = new ArrayList<>();
        Map<String, Long> latest = new HashMap<>();
        reader.poll(limit, (writer, line) -> {
            // The lines of one writer keep their order, also where its clock was set back.
            long rank = latest.merge(writer, line.timeNs(), Math::max);
            ranked.add(new Ranked(rank, line));
        });
        ranked.sort(Comparator.comparingLong(Ranked::rank));
        List<LogLine> lines = new ArrayList<>(ranked.size() + 1);
        ranked.forEach(line -> lines.add(line.line()));

        long newlyLost = reader.lost() - lost;
        lost += newlyLost;
        if (newlyLost > 0) {
            lines.add(lostLine(newlyLost));
        }
        Map<String, ReaderPosition> before = positions;
        positions = reader.positions();
        return new LogBatch(lines, newlyLost, nowNs.getAsLong(), before, positions);
    }

    /** Deletes what was read from the queues; only once it is written. */
    void deletePassed() {
        reader.deletePassed();
    }

    @Override
    public void close() {
        reader.close();
    }

    private LogLine lostLine(long messages) {
        String what = messages == 1 ? " log message was" : " log messages were";
        return LogLine.of(
                        nowNs.getAsLong(),
                        ModuleName.LOG,
                        LogLevel.WARN,
                        pid,
                        messages + what + " lost before this line: a queue or the disk was full")
                .about(LOST_CODE, "", "");
    }

    /** A line, and the time by which it is put in order. */
    private record Ranked(long rank, LogLine line) {}
}
