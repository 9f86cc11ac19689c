package dev.pullover.log;

import dev.pullover.common.ExitCode;
import dev.pullover.common.ModuleName;
import dev.pullover.common.PulloverException;
import dev.pullover.common.config.LogConfig;
import dev.pullover.common.message.Channel;
import dev.pullover.common.message.LogLine;
import dev.pullover.common.metrics.Counter;
import dev.pullover.common.metrics.Counters;
import dev.pullover.common.module.Agent;
import dev.pullover.common.module.ModuleContext;
import dev.pullover.common.queue.ReaderPosition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries lines from the queues into the files, batch by batch. While the files cannot be written the lines wait in the
 * queues: the batch in hand is tried again, and nothing else is read.
 */
final class LogAgent implements Agent {
    private static final Logger log = LoggerFactory.getLogger(LogAgent.class);
    private static final String JOURNAL = "log.positions";
    private static final int MAX_BATCH_LINES = 8192;
    /** More than a JSON line of the longest text takes: one batch never exceeds the size of a file. */
    private static final int MAX_LINE_BYTES = 1024;
    /** Lines are collected that long, so that those of different modules can be put in order. */
    private static final long GATHER_NS = TimeUnit.MILLISECONDS.toNanos(20);

    /** Messages wake the agent; only a failure is tried again by time. */
    private static final long RETRY_NS = TimeUnit.SECONDS.toNanos(1);

    private static final long DELETE_INTERVAL_NS = TimeUnit.SECONDS.toNanos(5);

    private final ModuleContext context;
    private final BatchReader reader;
    private final BatchWriter writer;
    private final @Nullable Forwarder forwarder;
    private final int maxLines;
    private final Backoff backoff = new Backoff();
    /** Read, but not yet written. */
    private @Nullable LogBatch pending;

    private boolean more;
    private boolean passedUndeleted;
    private long lastBatchNs;
    private long lastDeleteNs;

    private LogAgent(ModuleContext context, BatchReader reader, BatchWriter writer, @Nullable Forwarder forwarder) {
        this.forwarder = forwarder;
        this.context = context;
        this.reader = reader;
        this.writer = writer;
        long fitting = context.config().log().maxSizeBytes() / MAX_LINE_BYTES;
        this.maxLines = (int) Math.max(1, Math.min(MAX_BATCH_LINES, fitting));
        this.lastDeleteNs = context.nanoTime().getAsLong();
        this.lastBatchNs = lastDeleteNs - GATHER_NS;
    }

    /**
     * Finds out where the last process stopped, and opens the files.
     *
     * @param zone whose local time the text file carries
     * @throws PulloverException (usage) if the files cannot be opened
     */
    static LogAgent open(ModuleContext context, ZoneId zone) {
        LogConfig config = context.config().log();
        Journal journal = new Journal(context.state().root().resolve(JOURNAL));
        try {
            Map<String, ReaderPosition> positions =
                    Recovery.positionsAfter(journal.read(), config.file().getFileSystem());
            RotationPolicy policy = RotationPolicy.of(config);
            LogFile text = LogFile.open(config.file(), policy);
            LogFile json = LogFile.open(config.json(), policy);
            BatchReader reader = new BatchReader(
                    context.bus().reader(Channel.LOG, positions),
                    context::nowNs,
                    ProcessHandle.current().pid());
            Forwarder forwarder = config.forward()
                    .map(target -> Forwarder.start(target, host()))
                    .orElse(null);
            return new LogAgent(context, reader, new BatchWriter(journal, text, json, zone), forwarder);
        } catch (IOException e) {
            throw new PulloverException(
                    ExitCode.USAGE,
                    "the log files " + config.file() + " and " + config.json() + " cannot be opened: " + describe(e)
                            + "; check [log] file and json, and the owner of their directory",
                    e);
        }
    }

    @Override
    public int doWork() {
        long now = context.nanoTime().getAsLong();
        int written = 0;
        if (backoff.mayTry(now) && (pending != null || more || now - lastBatchNs >= GATHER_NS)) {
            written = writeNext(now);
        }
        if (passedUndeleted && pending == null && now - lastDeleteNs >= DELETE_INTERVAL_NS) {
            deletePassed(now);
        }
        return written + writer.compressSome();
    }

    /** Writes all that the queues hold now. A disk that is full ends the pass; the queues keep what is left. */
    @Override
    public ExitCode pass() {
        do {
            writeNext(context.nanoTime().getAsLong());
        } while (more && !context.stopping().getAsBoolean());
        if (pending != null) {
            return ExitCode.FAILURE;
        }
        while (writer.compressSome() > 0 && !context.stopping().getAsBoolean()) {
            // A pass leaves nothing half done.
        }
        deletePassed(context.nanoTime().getAsLong());
        return ExitCode.OK;
    }

    @Override
    public long idleNs() {
        long gathered = context.nanoTime().getAsLong() - lastBatchNs;
        if (gathered < GATHER_NS) {
            return GATHER_NS - gathered;
        }
        return pending != null || passedUndeleted ? RETRY_NS : Long.MAX_VALUE;
    }

    @Override
    public void finish() {
        pass();
    }

    @Override
    public void close() {
        reader.close();
        writer.close();
        if (forwarder != null) {
            forwarder.close();
        }
    }

    private void forward(LogBatch batch) {
        if (forwarder != null) {
            forwarder.forward(batch.lines());
            context.counters().add(Counter.LOG_LINES_NOT_FORWARDED, forwarder.takeDropped());
        }
    }

    /** Name of this machine, without asking anyone. */
    private static String host() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (IOException e) {
            return "";
        }
    }

    /** Returns how many lines were written. */
    private int writeNext(long now) {
        LogBatch batch = pending != null ? pending : reader.next(maxLines);
        pending = batch.isEmpty() ? null : batch;
        more = batch.lines().size() >= maxLines;
        if (batch.isEmpty()) {
            return 0;
        }
        lastBatchNs = now;
        try {
            count(batch, writer.write(batch));
            pending = null;
            passedUndeleted = true;
            forward(batch);
            tellOfSuccess(backoff.succeeded(now));
            return batch.lines().size();
        } catch (IOException e) {
            more = false;
            if (backoff.failed(now)) {
                log.error("{}; lines wait in the queues, tried again until it works", describe(e));
            }
            return 0;
        }
    }

    private void tellOfSuccess(long failingNs) {
        if (failingNs > 0) {
            log.info(
                    "log files: written again after {} s, no line was lost", TimeUnit.NANOSECONDS.toSeconds(failingNs));
        }
    }

    private void count(LogBatch batch, long textBytes) {
        Counters counters = context.counters();
        Map<ModuleName, Integer> lines = new EnumMap<>(ModuleName.class);
        Map<String, Integer> levels = new TreeMap<>();
        long cut = 0;
        for (LogLine line : batch.lines()) {
            lines.merge(line.module(), 1, Integer::sum);
            levels.merge(line.module().word() + "," + line.level().word(), 1, Integer::sum);
            cut += line.cut() ? 1 : 0;
        }
        lines.forEach((module, number) -> counters.add(Counter.LOG_LINES, module.word(), number));
        levels.forEach((level, number) -> counters.add(Counter.LOG_LINES_BY_LEVEL, level, number));
        counters.add(Counter.LOG_BYTES, textBytes);
        if (cut > 0) {
            counters.add(Counter.LOG_LINES_CUT, cut);
        }
        if (batch.lost() > 0) {
            counters.add(Counter.LOG_LINES_LOST, batch.lost());
        }
    }

    private void deletePassed(long now) {
        lastDeleteNs = now;
        passedUndeleted = false;
        reader.deletePassed();
    }

    /** Some exceptions of the JDK say only which file, some only why. */
    private static String describe(IOException e) {
        String kind = e.getClass().getSimpleName().replace("Exception", "");
        return kind.equals("IO") || kind.equals("FileSystem") ? e.getMessage() : kind + " " + e.getMessage();
    }
}
