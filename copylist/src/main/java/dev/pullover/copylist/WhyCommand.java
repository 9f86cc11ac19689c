package dev.pullover.copylist;

import dev.pullover.common.ExitCode;
import dev.pullover.common.cli.GlobalOptions;
import dev.pullover.common.state.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.ZoneId;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code copylist why}: how a file stands. */
@Command(name = "why", description = "Tell why a file is here, or is not.")
final class WhyCommand implements Callable<ExitCode> {
    private final GlobalOptions options;
    private final ZoneId zone;

    @Spec
    private CommandSpec spec;

    @Mixin
    private FileArguments file;

    WhyCommand(GlobalOptions options, ZoneId zone) {
        this.options = options;
        this.zone = zone;
    }

    @Override
    public ExitCode call() throws IOException {
        try (Databases databases = new Databases(options.loadConfig())) {
            Standing standing = Standing.of(databases, databases.path(file.path()));
            PrintWriter out = spec.commandLine().getOut();
            if (file.json()) {
                out.println(Json.prettyMapper().writeValueAsString(standing.report()));
            } else {
                out.println(standing.path() + ": " + standing.state().text());
                standing.details(zone).forEach(line -> out.println("  " + line));
            }
        }
        return ExitCode.OK;
    }
}
