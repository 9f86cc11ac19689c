package dev.pullover.stat;

import dev.pullover.common.EpochTime;
import dev.pullover.common.ExitCode;
import dev.pullover.common.ModuleName;
import dev.pullover.common.cli.GlobalOptions;
import dev.pullover.common.state.StateDirectory;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code stat dump}: reads the database, so that it needs no running module. */
@Command(name = "dump", description = "Show the counters of every module, also when stat is not running.")
final class DumpCommand implements Callable<ExitCode> {
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

    DumpCommand(GlobalOptions options, Clock clock) {
        this.options = options;
        this.clock = clock;
    }

    @Override
    public ExitCode call() throws IOException {
        StateDirectory state =
                new StateDirectory(options.loadConfig().requireReplica().state());
        Snapshot snapshot = Snapshot.read(state.statDb(), EpochTime.nowNs(clock));
        PrintWriter out = spec.commandLine().getOut();
        (json ? Format.JSON : format).dump.write(module == null ? snapshot : snapshot.of(module), out);
        out.flush();
        return ExitCode.OK;
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
