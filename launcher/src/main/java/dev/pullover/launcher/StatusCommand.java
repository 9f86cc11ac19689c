package dev.pullover.launcher;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.pullover.common.ExitCode;
import dev.pullover.common.ModuleName;
import dev.pullover.common.PulloverException;
import dev.pullover.common.cli.Amounts;
import dev.pullover.common.cli.GlobalOptions;
import dev.pullover.common.message.Verdict;
import dev.pullover.common.state.Json;
import dev.pullover.common.state.ServersFile;
import dev.pullover.common.state.StateDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code status}: which modules run, and which server is in use. */
@Command(
        name = "status",
        description = "Show which modules run, since when, how much memory they take and what they said last, and which"
                + " server is in use.",
        footer = {"", "Exit code 0 if the supervisor and all modules run, 7 if one does not, or ends again and again."})
final class StatusCommand implements Callable<ExitCode> {
    private static final String ROW = "%-12s %-10s %7s  %-19s  %8s  %9s  %9s  %s%n";
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);
    private static final String NONE = "-";

    private final GlobalOptions options;

    @Mixin
    private StateOption state = new StateOption();

    @Option(names = "--json", description = "As JSON.")
    private boolean json;

    StatusCommand(GlobalOptions options) {
        this.options = options;
    }

    @Override
    public ExitCode call() throws IOException {
        StateDirectory directory = state.find(options);
        List<ModuleReport> modules = reports(directory);
        Optional<Verdict> verdict = new ServersFile(directory).read().map(ServersFile.Content::verdict);
        if (json) {
            printJson(modules, verdict);
        } else {
            printTable(modules, verdict);
        }
        return modules.stream().allMatch(ModuleReport::isWell) ? ExitCode.OK : ExitCode.NOT_RUNNING;
    }

    private List<ModuleReport> reports(StateDirectory directory) throws IOException {
        List<ModuleStatus> statuses = ModuleStatus.all(directory);
        Optional<SupervisorFile.Content> supervisor =
                new SupervisorFile(directory).read(statuses.get(0).pid());
        Set<String> words =
                ModuleName.REPLICA_MODULES.stream().map(ModuleName::word).collect(Collectors.toSet());
        words.add(ModuleName.LAUNCHER.word());
        Map<String, String> messages = LastMessages.read(log(directory), words);
        List<ModuleReport> reports = new ArrayList<>();
        for (ModuleStatus status : statuses) {
            boolean isSupervisor = status.module().equals(ModuleStatus.SUPERVISOR);
            String word = isSupervisor ? ModuleName.LAUNCHER.word() : status.module();
            reports.add(ModuleReport.of(
                    status,
                    supervisor.flatMap(content -> content.module(status.module())),
                    messages.getOrDefault(word, "")));
        }
        return reports;
    }

    /** Where the log usually is, if the configuration cannot tell. */
    private Path log(StateDirectory directory) {
        try {
            return options.loadConfig().log().file();
        } catch (PulloverException e) {
            return directory.root().resolve("pullover.log");
        }
    }

    private static void printTable(List<ModuleReport> modules, Optional<Verdict> verdict) {
        System.out.printf(ROW, "MODULE", "STATE", "PID", "SINCE", "RESTARTS", "PSS", "RSS", "LAST MESSAGE");
        for (ModuleReport module : modules) {
            System.out.printf(
                    ROW,
                    module.module(),
                    module.state(),
                    module.running() ? Long.toString(module.pid()) : NONE,
                    module.since().isEmpty() ? NONE : local(module.since()),
                    module.module().equals(ModuleStatus.SUPERVISOR) ? NONE : Integer.toString(module.restarts()),
                    amount(module.proportionalBytes()),
                    amount(module.residentBytes()),
                    module.lastMessage().isEmpty() ? NONE : module.lastMessage());
        }
        long total = modules.stream()
                .mapToLong(module -> module.proportionalBytes() == null ? 0 : module.proportionalBytes())
                .sum();
        if (total > 0) {
            System.out.println("memory together: " + Amounts.bytes(total) + " (PSS: shared pages are counted once)");
        }
        modules.forEach(StatusCommand::printTrouble);
        System.out.println(verdict.flatMap(Verdict::active)
                .map(server -> "active server: " + server.name() + " (" + server.state() + "): "
                        + verdict.get().reason())
                .orElse("active server: none"
                        + verdict.map(known -> ": " + known.reason()).orElse(" known yet")));
    }

    private static void printTrouble(ModuleReport module) {
        if (!module.running() && !module.lastEnd().isEmpty()) {
            System.out.println(module.module() + " ended (" + module.lastEnd() + ")"
                    + (module.crashes() > 0 ? ", " + module.crashes() + " times since it last ran well" : "")
                    + (module.restartAt().isEmpty() ? "" : "; started again at " + local(module.restartAt()))
                    + "; what it said: " + module.module() + ".out in the state directory");
        } else if (module.crashes() > 0) {
            System.out.println(
                    module.module() + " has ended " + module.crashes() + " times, the last time: " + module.lastEnd());
        }
    }

    private static String local(String iso) {
        return TIME.format(Instant.parse(iso).atZone(ZoneId.systemDefault()));
    }

    private static String amount(@Nullable Long bytes) {
        return bytes == null ? NONE : Amounts.bytes(bytes);
    }

    private static void printJson(List<ModuleReport> modules, Optional<Verdict> verdict)
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
            List<ModuleReport> modules,
            @Nullable String activeServer,
            @Nullable String reason) {}
}
