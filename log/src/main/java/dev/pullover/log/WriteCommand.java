package dev.pullover.log;

import dev.pullover.common.EpochTime;
import dev.pullover.common.ExitCode;
import dev.pullover.common.ModuleName;
import dev.pullover.common.PulloverException;
import dev.pullover.common.cli.GlobalOptions;
import dev.pullover.common.config.Config;
import dev.pullover.common.message.Channel;
import dev.pullover.common.message.LogLevel;
import dev.pullover.common.message.LogLine;
import dev.pullover.common.module.ModuleProcess;
import dev.pullover.common.queue.MessageBus;
import dev.pullover.common.queue.MessageSender;
import dev.pullover.common.queue.StandardMessageBus;
import dev.pullover.common.state.StateDirectory;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.LongSupplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code write}: a line for the log, from scripts and cron jobs. Works whether or not any module is running. */
@Command(name = "write", description = "Write a line to the log, or each line of standard input.")
final class WriteCommand implements Callable<ExitCode> {
    /** Commands take turns at their queue: one that is fed for long lets the others in now and then. */
    private static final Duration TURN = Duration.ofSeconds(1);

    /** Fewer than the ring before the queue holds, so that nothing is ever dropped for want of room in it. */
    private static final int MAX_UNFLUSHED = 1 << 14;

    private static final String STANDARD_INPUT = "-";

    @Parameters(arity = "1..*", paramLabel = "TEXT", description = "The text; - reads standard input line by line.")
    private List<String> words = List.of();

    @Option(names = "--module", paramLabel = "NAME", description = "Module to write as (default: ${DEFAULT-VALUE}).")
    private ModuleName module = ModuleName.CLI;

    @Option(names = "--level", description = "DEBUG, INFO, WARN or ERROR (default: ${DEFAULT-VALUE}).")
    private LogLevel level = LogLevel.INFO;

    private final GlobalOptions options;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private final InputStream standardInput;
    private final long pid = ProcessHandle.current().pid();

    WriteCommand(GlobalOptions options, Clock clock, LongSupplier nanoTime, InputStream standardInput) {
        this.options = options;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.standardInput = standardInput;
    }

    @Override
    public ExitCode call() throws IOException, InterruptedException {
        Config config = options.loadConfig();
        StateDirectory state = new StateDirectory(config.requireReplica().state()).prepare();
        if (words.equals(List.of(STANDARD_INPUT))) {
            LineReader lines = new LineReader(new InputStreamReader(standardInput, StandardCharsets.UTF_8));
            for (String line = lines.next(); line != null; line = lines.next()) {
                writeTurn(config, state, line, lines);
            }
        } else {
            writeTurn(config, state, String.join(" ", words), new LineReader(Reader.nullReader()));
        }
        return ExitCode.OK;
    }

    /** Writes {@code first}, and the lines that follow without a pause, until the turn is over. */
    private void writeTurn(Config config, StateDirectory state, String first, LineReader more)
            throws IOException, InterruptedException {
        long start = nanoTime.getAsLong();
        try (MessageBus bus = ModuleProcess.openBus(config, state, clock)) {
            MessageSender<LogLine> sender = bus.sender(Channel.LOG, ModuleName.CLI);
            int unflushed = 0;
            String line = first;
            while (line != null) {
                sender.send(LogLine.of(EpochTime.nowNs(clock), module, level, pid, line));
                if (++unflushed == MAX_UNFLUSHED) {
                    flush(sender, state);
                    unflushed = 0;
                }
                boolean turnIsOver = nanoTime.getAsLong() - start >= TURN.toNanos();
                line = turnIsOver ? null : more.nextIfReady();
            }
            flush(sender, state);
        }
    }

    private static void flush(MessageSender<LogLine> sender, StateDirectory state) throws InterruptedException {
        boolean flushed = sender.flush(StandardMessageBus.FLUSH_TIMEOUT);
        String queue = state.queues()
                .resolve(Channel.LOG.name())
                .resolve(ModuleName.CLI.word())
                .toString();
        if (!flushed) {
            throw new PulloverException(
                    ExitCode.FAILURE,
                    "not logged: the queue " + queue + " was not free within "
                            + StandardMessageBus.FLUSH_TIMEOUT.toSeconds()
                            + " s; another command may be writing to it, try again");
        }
        if (sender.dropped() > 0) {
            throw new PulloverException(
                    ExitCode.FAILURE,
                    "not logged, " + sender.dropped() + " of the lines: the queue " + queue
                            + " does not take them; check free space and owner of its directory, and that the log"
                            + " module runs now and then");
        }
    }
}
