package dev.pullover.launcher;

import dev.pullover.common.ModuleName;
import dev.pullover.common.Version;
import dev.pullover.common.cli.Amounts;
import dev.pullover.common.cli.GlobalOptions;
import dev.pullover.common.message.Channel;
import dev.pullover.common.module.ModuleLock;
import dev.pullover.common.state.StateDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;

/** What lies in the state directory: locks and who holds them, the queues, and what crashed. */
final class StateChecks {
    private static final Pattern DROPPED =
            Pattern.compile("(?m)^pullover_messages_dropped(?:_total)?(?:\\{[^}]*})? (\\S+)$");

    /** Crashes are told of for so long. */
    private static final Duration RECENT = Duration.ofDays(7);

    private final StateDirectory state;
    private final GlobalOptions options;
    private final Clock clock;
    private final List<Finding> findings = new ArrayList<>();

    StateChecks(StateDirectory state, GlobalOptions options, Clock clock) {
        this.state = state;
        this.options = options;
        this.clock = clock;
    }

    List<Finding> examine() throws IOException {
        foreignFiles();
        locks();
        queues();
        crashes();
        return findings;
    }

    /** Files of another user end with modules that cannot read each other. */
    private void foreignFiles() throws IOException {
        Path root = state.root();
        String owner = Files.getOwner(root).getName();
        try (Stream<Path> all = Files.walk(root)) {
            Optional<Path> foreign = all.filter(path -> !ownedBy(path, owner)).findFirst();
            foreign.ifPresent(path -> findings.add(Finding.failure(
                    "owners, state",
                    path + " does not belong to " + owner + ", as " + root + " does",
                    "chown -R " + owner + " " + root)));
        }
    }

    private static boolean ownedBy(Path path, String owner) {
        try {
            return Files.getOwner(path).getName().equals(owner);
        } catch (IOException e) {
            // Gone meanwhile: modules may be running.
            return true;
        }
    }

    private void locks() throws IOException {
        List<String> running = new ArrayList<>();
        List<String> left = new ArrayList<>();
        for (ModuleStatus module : ModuleStatus.all(state)) {
            ModuleName name = ModuleName.ofWord(module.module()).orElse(ModuleName.LAUNCHER);
            Optional<ModuleLock.Holder> last = ModuleLock.lastHolder(state.lock(name));
            if (module.running()) {
                running.add(module.module() + " (" + module.pid() + ")");
                version(module);
            } else if (last.isPresent()) {
                left.add(module.module() + " (" + last.get().pid() + ")");
            }
        }
        String free = left.isEmpty()
                ? ""
                : "; left behind by processes that were killed, and free: " + String.join(", ", left);
        findings.add(Finding.ok(
                "locks", (running.isEmpty() ? "nothing is running" : "held by " + String.join(", ", running)) + free));
        supervisor();
    }

    private void version(ModuleStatus module) {
        if (!module.version().equals(Version.text())) {
            findings.add(Finding.warning(
                    "version",
                    module.module() + " runs version " + module.version() + ", this is " + Version.text(),
                    "pullover restart"));
        }
    }

    private void supervisor() throws IOException {
        ModuleStatus supervisor = ModuleStatus.of(state, ModuleName.LAUNCHER);
        List<ModuleStatus> modules = ModuleStatus.all(state).stream().skip(1).toList();
        boolean any = modules.stream().anyMatch(ModuleStatus::running);
        if (!supervisor.running() && any) {
            findings.add(Finding.warning(
                    "supervisor",
                    "modules run, but nobody starts them again when they end",
                    "pullover start takes them over; fine if cron runs them one by one"));
        }
        for (SupervisorFile.Module module : new SupervisorFile(state)
                .read(supervisor.pid())
                .map(SupervisorFile.Content::modules)
                .orElse(List.of())) {
            if (supervisor.running() && module.crashes() > 0) {
                findings.add(Finding.failure(
                        "supervisor",
                        module.module() + " has ended " + module.crashes() + " times one after the other, at last with "
                                + module.lastEnd(),
                        "see why: " + OutputFile.of(state, module.module()).file() + " and pullover log tail --module "
                                + module.module()));
            }
        }
    }

    private void queues() throws IOException {
        long total = 0;
        int number = 0;
        for (Channel<?> channel : Channel.all()) {
            Path folder = state.queue(channel.name());
            if (!Files.isDirectory(folder)) {
                continue;
            }
            for (Path queue : directories(folder)) {
                long bytes = FileUtils.sizeOfDirectory(queue.toFile());
                total += bytes;
                number++;
                if (bytes > 2 * channel.budgetBytes()) {
                    findings.add(Finding.warning(
                            "queues",
                            queue + " takes " + Amounts.bytes(bytes) + ", more than twice its budget of "
                                    + Amounts.bytes(channel.budgetBytes()),
                            "does its reader run? pullover status"));
                }
            }
        }
        findings.add(Finding.ok("queues", Amounts.count(number, "queue") + ", " + Amounts.bytes(total)));
        dropped();
    }

    private void crashes() throws IOException {
        Instant since = clock.instant().minus(RECENT);
        for (Path report : JvmCrashes.in(state).newestFirst()) {
            Instant when = Files.getLastModifiedTime(report).toInstant();
            if (when.isAfter(since)) {
                findings.add(
                        Finding.warning(
                                "crashes",
                                report + " of " + when.truncatedTo(ChronoUnit.SECONDS) + ": a JVM has crashed",
                                "its first lines say why: memory, disk, or a fault of the JVM; delete the file when it is dealt with"));
            }
        }
    }

    private static List<Path> directories(Path folder) throws IOException {
        try (Stream<Path> children = Files.list(folder)) {
            return children.filter(Files::isDirectory).toList();
        }
    }

    /** As stat has counted them. */
    private void dropped() {
        if (!Files.exists(state.statDb())) {
            return;
        }
        SubCommand dump = SubCommand.run(dev.pullover.stat.Main.commandLine(options), "dump", "--format", "prometheus");
        Matcher matcher = DROPPED.matcher(dump.output());
        double sum = 0;
        while (matcher.find()) {
            sum += Double.parseDouble(matcher.group(1));
        }
        if (sum > 0) {
            findings.add(Finding.warning(
                    "messages dropped",
                    (long) sum + " so far: log lines or counters, no files",
                    "free space below the reserve, or a reader that was down; see pullover stat dump --module … and the"
                            + " log"));
        }
    }
}
