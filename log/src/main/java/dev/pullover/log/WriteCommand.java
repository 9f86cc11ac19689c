package dev.pullover.log;

import dev.pullover.common.ExitCode;
import dev.pullover.common.ModuleName;
import dev.pullover.common.cli.GlobalOptions;
import dev.pullover.common.message.LogLevel;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.LongSupplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code write}: a line for the log, from scripts and cron jobs. Works whether or not any module is running. What it does is
 * in {@link LineSink}; {@link FastWrite} gets there without this.
 */
@Command(name = "write", description = "Write a line to the log, or each line of standard input.")
final class WriteCommand implements Callable<ExitCode> {
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

    WriteCommand(GlobalOptions options, Clock clock, LongSupplier nanoTime, InputStream standardInput) {
        this.options = options;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.standardInput = standardInput;
    }

    @Override
    public ExitCode call() throws IOException {
        new LineSink(options.loadConfig(), clock, nanoTime).write(request(), standardInput);
        return ExitCode.OK;
    }

    /** The configuration is not in it: that is for the options of all commands. */
    WriteRequest request() {
        return new WriteRequest(Optional.empty(), module, level, words);
    }
}
