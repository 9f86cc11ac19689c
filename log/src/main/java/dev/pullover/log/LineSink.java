package dev.pullover.log;

import dev.pullover.common.EpochTime;
import dev.pullover.common.ExitCode;
import dev.pullover.common.ModuleName;
import dev.pullover.common.PulloverException;
import dev.pullover.common.config.Config;
import dev.pullover.common.message.Channel;
import dev.pullover.common.message.LogLine;
import dev.pullover.common.queue.MessageAppender;
import dev.pullover.common.queue.QueueStorage;
import dev.pullover.common.queue.file.FileQueueStorage;
import dev.pullover.common.state.StateDirectory;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Puts lines into the queue that all commands share, by themselves: there is no ring, since a command has nothing better to
 * do than to wait. One thread.
 */
final class LineSink {
    /** Commands take turns at their queue: one that is fed for long lets the others in now and then. */
    private static final Duration TURN = Duration.ofSeconds(1);

    private static final String STANDARD_INPUT = "-";

    private final QueueStorage storage;
    private final String queue;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private final long pid = ProcessHandle.current().pid();

    LineSink(Config config, Clock clock, LongSupplier nanoTime) {
        StateDirectory state = new StateDirectory(config.requireReplica().state()).prepare();
        this.storage =
                new FileQueueStorage(state.queues(), FileQueueStorage.reserveFor(config.requireReplica()), nanoTime);
        this.queue =
                state.queue(Channel.LOG.name()).resolve(ModuleName.CLI.word()).toString();
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    /**
     * Writes what is asked for.
     *
     * @param standardInput read line by line if the text is {@code -}
     * @throws PulloverException (failure) if lines were not taken
     */
    void write(WriteRequest request, InputStream standardInput) throws IOException {
        if (request.words().equals(List.of(STANDARD_INPUT))) {
            LineReader lines = new LineReader(new InputStreamReader(standardInput, StandardCharsets.UTF_8));
            for (String line = lines.next(); line != null; line = lines.next()) {
                writeTurn(request, line, lines);
            }
        } else {
            writeTurn(request, String.join(" ", request.words()), new LineReader(Reader.nullReader()));
        }
    }

    /** Writes {@code first}, and the lines that follow without a pause, until the turn is over. */
    private void writeTurn(WriteRequest request, String first, LineReader more) throws IOException {
        long start = nanoTime.getAsLong();
        long refused = 0;
        try (MessageAppender<LogLine> appender = storage.appender(Channel.LOG, ModuleName.CLI)) {
            String line = first;
            while (line != null) {
                LogLine record = LogLine.of(EpochTime.nowNs(clock), request.module(), request.level(), pid, line);
                refused += appender.append(record) ? 0 : 1;
                boolean turnIsOver = nanoTime.getAsLong() - start >= TURN.toNanos();
                line = turnIsOver ? null : more.nextIfReady();
            }
            appender.announce();
        } catch (UncheckedIOException e) {
            throw new PulloverException(ExitCode.FAILURE, "not logged: " + e.getMessage(), e);
        }
        if (refused > 0) {
            throw new PulloverException(
                    ExitCode.FAILURE,
                    "not logged, " + refused + " of the lines: the queue " + queue
                            + " does not take them; check free space and owner of its directory, and that the log"
                            + " module runs now and then");
        }
    }
}
