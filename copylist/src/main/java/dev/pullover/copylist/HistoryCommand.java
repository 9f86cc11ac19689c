package dev.pullover.copylist;

import dev.pullover.common.ExitCode;
import dev.pullover.common.cli.GlobalOptions;
import dev.pullover.common.ledger.KeptFile;
import dev.pullover.common.ledger.ReplicaEntry;
import dev.pullover.common.path.FilePath;
import dev.pullover.common.state.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code copylist history}: the file that is here, and the versions that are kept. */
@Command(
        name = "history",
        description = "Show the present version of a file and those that are kept, the last put aside first.",
        footer = {"", "The numbers are those for 'pullover copylist restore --version'."})
final class HistoryCommand implements Callable<ExitCode> {
    private final GlobalOptions options;
    private final ZoneId zone;

    @Spec
    private CommandSpec spec;

    @Mixin
    private FileArguments file;

    HistoryCommand(GlobalOptions options, ZoneId zone) {
        this.options = options;
        this.zone = zone;
    }

    @Override
    public ExitCode call() throws IOException {
        try (Databases databases = new Databases(options.loadConfig())) {
            FilePath path = databases.path(file.path());
            Optional<ReplicaEntry> here = databases.replica().flatMap(view -> view.find(path));
            List<KeptFile> kept =
                    databases.replica().map(view -> view.kept(path)).orElse(List.of());
            PrintWriter out = spec.commandLine().getOut();
            if (file.json()) {
                out.println(Json.prettyMapper().writeValueAsString(reports(here, kept)));
            } else if (here.isEmpty() && kept.isEmpty()) {
                out.println(path + ": no arrival is recorded");
            } else {
                here.ifPresent(entry -> out.println("here  " + line(entry)));
                for (int i = 0; i < kept.size(); i++) {
                    out.println(String.format("%4d  %s", i + 1, line(kept.get(i))));
                }
            }
        }
        return ExitCode.OK;
    }

    private static List<FileReport> reports(Optional<ReplicaEntry> here, List<KeptFile> kept) {
        List<FileReport> all = new ArrayList<>();
        here.ifPresent(entry -> all.add(FileReport.of(entry)));
        for (int i = 0; i < kept.size(); i++) {
            all.add(FileReport.of(kept.get(i), i + 1));
        }
        return all;
    }

    private String line(KeptFile kept) {
        return line(kept.entry()) + "; " + kept.reason().word() + " " + Text.time(kept.sinceNs(), zone) + ", kept as "
                + kept.place();
    }

    private String line(ReplicaEntry entry) {
        return Text.time(entry.arrivedNs(), zone) + "  " + entry.size() + " bytes  " + entry.hash() + "  "
                + FileReport.origin(entry) + ", line " + entry.sequence() + " of catalog " + entry.epoch();
    }
}
