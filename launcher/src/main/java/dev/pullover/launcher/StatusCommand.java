package dev.pullover.launcher;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.pullover.common.ExitCode;
import dev.pullover.common.cli.GlobalOptions;
import dev.pullover.common.message.Verdict;
import dev.pullover.common.state.Json;
import dev.pullover.common.state.ServersFile;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code status}: which modules run, and which server is in use. */
@Command(
        name = "status",
        description = "Show which modules run and which server is in use; exit code 7 if one does not.")
final class StatusCommand implements Callable<ExitCode> {
    private final GlobalOptions options;

    @Option(names = "--json", description = "As JSON.")
    private boolean json;

    StatusCommand(GlobalOptions options) {
        this.options = options;
    }

    @Override
    public ExitCode call() throws IOException {
        Environment environment = Environment.load(options);
        List<ModuleStatus> modules = ModuleStatus.all(environment.state());
        Optional<Verdict> verdict = new ServersFile(environment.state()).read().map(ServersFile.Content::verdict);
        if (json) {
            printJson(modules, verdict);
        } else {
            printTable(modules, verdict);
        }
        return modules.stream().allMatch(ModuleStatus::running) ? ExitCode.OK : ExitCode.NOT_RUNNING;
    }

    private static void printTable(List<ModuleStatus> modules, Optional<Verdict> verdict) {
        System.out.printf("%-12s %-8s %7s  %-28s %s%n", "MODULE", "STATE", "PID", "SINCE", "VERSION");
        for (ModuleStatus module : modules) {
            System.out.printf(
                    "%-12s %-8s %7s  %-28s %s%n",
                    module.module(),
                    module.running() ? "running" : "stopped",
                    module.running() ? Long.toString(module.pid()) : "-",
                    module.running() ? module.since() : "-",
                    module.running() ? module.version() : "-");
        }
        System.out.println(verdict.flatMap(Verdict::active)
                .map(server -> "active server: " + server.name() + " (" + server.state() + "): "
                        + verdict.get().reason())
                .orElse("active server: none"
                        + verdict.map(known -> ": " + known.reason()).orElse(" known yet")));
    }

    private static void printJson(List<ModuleStatus> modules, Optional<Verdict> verdict)
            throws JsonProcessingException {
        System.out.println(Json.prettyMapper()
                .writeValueAsString(new Report(
                        modules,
                        verdict.flatMap(Verdict::active)
                                .map(Verdict.Choice::name)
                                .orElse(null),
                        verdict.map(Verdict::reason).orElse(null))));
    }

    /** The JSON form. */
    record Report(
            List<ModuleStatus> modules,
            @Nullable String activeServer,
            @Nullable String reason) {}
}
