package dev.pullover.copylist;

import dev.pullover.common.ExitCode;
import dev.pullover.common.cli.GlobalOptions;
import dev.pullover.common.ledger.ReplicaEntry;
import dev.pullover.common.path.FilePath;
import dev.pullover.common.state.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code copylist history}: the versions of a file that are recorded. Only the present one is kept so far. */
@Command(name = "history", description = "Show the recorded arrivals of a file.")
final class HistoryCommand implements Callable<ExitCode> {
    private final GlobalOptions options;
    private final ZoneId zone;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "PATH", description = "A file, relative to the replica directory or in it.")
    private String path;

    @Option(names = "--json", description = "As JSON.")
    private boolean json;

    HistoryCommand(GlobalOptions options, ZoneId zone) {
        this.options = options;
        this.zone = zone;
    }

    @Override
    public ExitCode call() throws IOException {
        try (Databases databases = new Databases(options.loadConfig())) {
            FilePath wanted = databases.path(path);
            Optional<ReplicaEntry> entry = databases.replica().flatMap(view -> view.find(wanted));
            PrintWriter out = spec.commandLine().getOut();
            if (json) {
                List<FileReport> versions = entry.stream().map(FileReport::of).toList();
                out.println(Json.prettyMapper().writeValueAsString(versions));
            } else {
                out.println(entry.map(this::line).orElse(wanted + ": no arrival is recorded"));
            }
        }
        return ExitCode.OK;
    }

    private String line(ReplicaEntry entry) {
        return Text.time(entry.arrivedNs(), zone) + "  " + entry.size() + " bytes  " + entry.hash() + "  "
                + FileReport.origin(entry) + ", line " + entry.sequence() + " of catalog " + entry.epoch();
    }
}
