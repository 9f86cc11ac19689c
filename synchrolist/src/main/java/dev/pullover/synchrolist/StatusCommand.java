package dev.pullover.synchrolist;

import dev.pullover.common.ExitCode;
import dev.pullover.common.cli.GlobalOptions;
import dev.pullover.common.state.Json;
import dev.pullover.common.state.StateDirectory;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code synchrolist status}. */
@Command(
        name = "status",
        description = "Show which catalog is followed, how far, and how far the servers are.",
        footer = {"", "Exit code 7 if synchrolist is not running: then it shows what was known last."})
final class StatusCommand implements Callable<ExitCode> {
    private final GlobalOptions options;

    @Spec
    private CommandSpec spec;

    @Option(names = "--json", description = "As JSON.")
    private boolean json;

    StatusCommand(GlobalOptions options) {
        this.options = options;
    }

    @Override
    public ExitCode call() throws IOException {
        StateDirectory state =
                new StateDirectory(options.loadConfig().requireReplica().state());
        Status status = Status.read(state);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.prettyMapper().writeValueAsString(status));
        } else {
            status.lines().forEach(out::println);
        }
        out.flush();
        return status.running() ? ExitCode.OK : ExitCode.NOT_RUNNING;
    }
}
