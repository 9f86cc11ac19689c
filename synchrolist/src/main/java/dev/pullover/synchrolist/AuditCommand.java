package dev.pullover.synchrolist;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pullover.common.ExitCode;
import dev.pullover.common.cli.Amounts;
import dev.pullover.common.cli.GlobalOptions;
import dev.pullover.common.config.Config;
import dev.pullover.common.config.ServerConfig;
import dev.pullover.common.ledger.sqlite.SqliteCatalogView;
import dev.pullover.common.state.Json;
import dev.pullover.common.state.StateDirectory;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code synchrolist audit}. */
@Command(
        name = "audit",
        description = "Compare the catalog with what the servers really have, by listing all their directories.",
        footer = {
            "",
            "Names, sizes and dates in whole seconds; contents are not read. What is published meanwhile may show.",
            "Exit code 6 if there are differences, 4 if only some directories cannot be read."
        })
final class AuditCommand implements Callable<ExitCode> {
    private final GlobalOptions options;
    private final ObjectMapper mapper = Json.mapper();

    @Spec
    private CommandSpec spec;

    @Mixin
    private ReportOptions report;

    @Option(names = "--server", paramLabel = "NAME", description = "Only this server.")
    private @Nullable String server;

    AuditCommand(GlobalOptions options) {
        this.options = options;
    }

    @Override
    public ExitCode call() {
        Config config = options.loadConfig();
        List<ServerConfig> servers =
                server == null ? config.requireServers() : List.of(ServerStores.require(config, server));
        StateDirectory state = new StateDirectory(config.requireReplica().state());
        LineOutput output = report.output(spec, "server\tdifference\tsize\tsize there\tdate\tdate there\tpath");
        ExitCode code = ExitCode.OK;
        try (SqliteCatalogView catalog = SqliteCatalogView.open(state.catalogDb())) {
            for (ServerConfig each : servers) {
                code = code.or(ServerStores.with(config, each, store -> {
                    Audit audit = new Audit(catalog, store, difference -> output.line(line(difference)));
                    audit.run();
                    output.goesOn();
                    tell(each.name(), audit);
                    return exitCode(audit);
                }));
            }
        }
        return code;
    }

    private String line(Audit.Difference difference) throws IOException {
        return report.json() ? mapper.writeValueAsString(difference) : difference.table();
    }

    private void tell(String name, Audit audit) {
        spec.commandLine()
                .getErr()
                .println(name + ": " + Amounts.count(audit.files(), "file") + " listed, "
                        + Amounts.count(audit.differences(), "difference")
                        + (audit.unreadable() == 0 ? "" : ", " + audit.unreadable() + " directories unreadable"));
        spec.commandLine().getErr().flush();
    }

    private static ExitCode exitCode(Audit audit) {
        if (audit.differences() > 0) {
            return ExitCode.VERIFICATION;
        }
        return audit.unreadable() > 0 ? ExitCode.SOME_FILES : ExitCode.OK;
    }
}
