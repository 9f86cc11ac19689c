package dev.pullover.testserver;

import dev.pullover.common.EpochTime;
import dev.pullover.common.ExitCode;
import dev.pullover.common.ModuleName;
import dev.pullover.common.cli.GlobalOptions;
import dev.pullover.common.config.Config;
import dev.pullover.common.module.ModuleLock;
import dev.pullover.common.state.Json;
import dev.pullover.common.state.ServersFile;
import dev.pullover.common.state.StateDirectory;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code testserver status}: what {@code servers.json} says. */
@Command(
        name = "status",
        description = "Show the servers and their states; the active one is marked with *.",
        footer = {"", "Exit code 7 if testserver is not running: then it shows what was known last."})
final class StatusCommand implements Callable<ExitCode> {
    private final GlobalOptions options;
    private final Clock clock;

    @Spec
    private CommandSpec spec;

    @Option(names = "--json", description = "As JSON.")
    private boolean json;

    StatusCommand(GlobalOptions options, Clock clock) {
        this.options = options;
        this.clock = clock;
    }

    @Override
    public ExitCode call() throws IOException {
        Config config = options.loadConfig();
        config.requireServers();
        StateDirectory state = new StateDirectory(config.requireReplica().state());
        Optional<ModuleLock.Holder> holder = ModuleLock.holder(state.lock(ModuleName.TESTSERVER));
        Optional<ServersFile.Content> content = new ServersFile(state).read();
        Pulls pulls = Pulls.read(state);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            Report report = new Report(
                    holder.isPresent(), holder.map(ModuleLock.Holder::pid).orElse(null), content.orElse(null), pulls);
            out.println(Json.prettyMapper().writeValueAsString(report));
        } else {
            long nowNs = EpochTime.nowNs(clock);
            out.println(holder.map(running -> "testserver runs, pid " + running.pid() + ", since " + running.started())
                    .orElse("testserver is not running"));
            content.map(known -> new StatusTable(known, pulls, nowNs).lines())
                    .orElse(List.of("it has not run yet with this state directory"))
                    .forEach(out::println);
        }
        return holder.isPresent() ? ExitCode.OK : ExitCode.NOT_RUNNING;
    }

    /**
     * What {@code --json} prints.
     *
     * @param servers the content of {@code servers.json}
     * @param pulls what copylist has received, and receives, by server
     */
    record Report(boolean running, @Nullable Long pid, ServersFile.@Nullable Content servers, Pulls pulls) {}
}
