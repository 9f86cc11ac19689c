package dev.pullover.copylist;

import dev.pullover.common.ExitCode;
import dev.pullover.common.cli.GlobalOptions;
import dev.pullover.common.config.Config;
import dev.pullover.common.ledger.CatalogEntry;
import dev.pullover.common.state.Json;
import dev.pullover.common.state.ServersFile;
import dev.pullover.common.state.StateDirectory;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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

    @Option(names = "--ask", description = "Ask the servers what they have under this path, now.")
    private boolean ask;

    @Override
    public ExitCode call() throws IOException, InterruptedException {
        Config config = options.loadConfig();
        try (Databases databases = new Databases(config)) {
            Standing standing = Standing.of(
                    databases, databases.path(file.path()), config.copy().parkAfter());
            List<ServerAnswer> servers = ask ? asked(config, standing) : known(config, standing);
            PrintWriter out = spec.commandLine().getOut();
            if (file.json()) {
                out.println(Json.prettyMapper().writeValueAsString(standing.report(servers)));
            } else {
                out.println(standing.headline(zone));
                standing.details(zone).forEach(line -> out.println("  " + line));
                servers.forEach(server -> out.println("  " + server.server() + " " + server.text()));
            }
        }
        return ExitCode.OK;
    }

    private List<ServerAnswer> asked(Config config, Standing standing) throws InterruptedException {
        return new ServerQuestion(config, zone)
                .ask(standing.path(), standing.published().map(CatalogEntry::line));
    }

    /** What testserver last found out; of a file that is here it does not matter. */
    private static List<ServerAnswer> known(Config config, Standing standing) throws IOException {
        Optional<CatalogEntry> published = standing.published();
        if (published.isEmpty() || standing.state() == Standing.State.HERE) {
            return List.of();
        }
        StateDirectory state = new StateDirectory(config.requireReplica().state());
        return new ServersFile(state)
                .read().map(content -> content.verdict().servers()).orElse(List.of()).stream()
                        .map(choice -> ServerAnswer.known(choice, published.get()))
                        .toList();
    }
}
