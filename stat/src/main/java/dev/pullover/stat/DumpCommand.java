package dev.pullover.stat;

import dev.pullover.common.EpochTime;
import dev.pullover.common.ExitCode;
import dev.pullover.common.ModuleName;
import dev.pullover.common.cli.GlobalOptions;
import dev.pullover.common.state.StateDirectory;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code stat dump}: reads the database, so that it needs no running module. */
@Command(name = "dump", description = "Show the counters of every module, also when stat is not running.")
final class DumpCommand implements Callable<ExitCode> {
    private static final int MAX_WATCH_SECONDS = 3600;
    /** Source: ECMA-48, "cursor position" and "erase in page". */
    private static final String CLEAR_SCREEN = "\033[H\033[2J";

    private final GlobalOptions options;
    private final Clock clock;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "One of ${COMPLETION-CANDIDATES}; ${DEFAULT-VALUE} if not given.")
    private Format format = Format.TABLE;

    @Option(names = "--json", description = "The same as --format json.")
    private boolean json;

    @Option(
            names = "--module",
            paramLabel = "NAME",
            converter = ModuleWord.class,
            completionCandidates = ModuleWord.class,
            description = "Only the counters of this module: ${COMPLETION-CANDIDATES}.")
    private @Nullable ModuleName module;

    @Option(
            names = "--since",
            paramLabel = "AGE",
            converter = AgeConverter.class,
            description = "What counters have grown by since then, such as 15m, 1h or 7d; not for prometheus.")
    private @Nullable Duration since;

    @Option(
            names = "--watch",
            paramLabel = "SECONDS",
            arity = "0..1",
            fallbackValue = "1",
            description = "Show it again and again, every second if no number is given, until interrupted.")
    private @Nullable Integer watch;

    DumpCommand(GlobalOptions options, Clock clock) {
        this.options = options;
        this.clock = clock;
    }

    @Override
    public ExitCode call() throws IOException, InterruptedException {
        check();
        StateDirectory state =
                new StateDirectory(options.loadConfig().requireReplica().state());
        show(state);
        while (watch != null) {
            TimeUnit.SECONDS.sleep(watch);
            show(state);
        }
        return ExitCode.OK;
    }

    private void check() {
        if (since != null && format == Format.PROMETHEUS) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--since does not go with --format prometheus: Prometheus computes growth itself");
        }
        if (watch != null && (watch < 1 || watch > MAX_WATCH_SECONDS)) {
            throw new ParameterException(
                    spec.commandLine(), "--watch " + watch + ": must be 1 to " + MAX_WATCH_SECONDS + " seconds");
        }
    }

    /** All at once, so that a watched table does not flicker. */
    private void show(StateDirectory state) throws IOException {
        StringWriter text = new StringWriter();
        PrintWriter lines = new PrintWriter(text);
        if (watch != null && System.console() != null) {
            text.write(CLEAR_SCREEN);
        }
        (json ? Format.JSON : format).dump.write(snapshot(state), lines);
        PrintWriter out = spec.commandLine().getOut();
        out.print(text);
        out.flush();
    }

    private Snapshot snapshot(StateDirectory state) {
        Snapshot all = Snapshot.read(state, EpochTime.nowNs(clock));
        Snapshot wanted = module == null ? all : all.of(module);
        if (since == null) {
            return wanted;
        }
        try (HistoryView history = HistoryView.open(state.statDb())) {
            return wanted.with(history.since(wanted.figures(), wanted.nowNs(), since));
        }
    }

    /** The forms there are. */
    enum Format {
        TABLE(new TableDump()),
        JSON(new JsonDump()),
        PROMETHEUS(new PrometheusDump()),
        CSV(new CsvDump());

        private final Dump dump;

        Format(Dump dump) {
            this.dump = dump;
        }

        /** As it is typed. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
