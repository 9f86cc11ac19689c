package dev.pullover.testserver;

import dev.pullover.common.EpochTime;
import dev.pullover.common.ExitCode;
import dev.pullover.common.ModuleName;
import dev.pullover.common.PulloverException;
import dev.pullover.common.cli.GlobalOptions;
import dev.pullover.common.config.Config;
import dev.pullover.common.config.ServerConfig;
import dev.pullover.common.module.ModuleLock;
import dev.pullover.common.state.Control;
import dev.pullover.common.state.ServersFile;
import dev.pullover.common.state.StateDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What the commands have in common by which operators give orders about a server. */
abstract class OrderCommand implements Callable<ExitCode> {
    /** A running module answers within a second. */
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(3);

    private final GlobalOptions options;
    private final Clock clock;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "NAME", description = "A server of the configuration.")
    private String server;

    @Option(names = "--reason", paramLabel = "TEXT", defaultValue = "", description = "Why, for the record.")
    private String reason;

    OrderCommand(GlobalOptions options, Clock clock) {
        this.options = options;
        this.clock = clock;
    }

    /** Until when the order holds, nanoseconds since 1970 UTC, 0 if without end. */
    long untilNs(long nowNs) {
        return 0;
    }

    @Override
    public final ExitCode call() throws InterruptedException {
        Config config = options.loadConfig();
        require(config, server);
        StateDirectory state = new StateDirectory(config.requireReplica().state()).prepare();
        try {
            Control.Answer answer = give(config, state, request());
            if (!answer.done()) {
                throw new PulloverException(ExitCode.NO_SERVER, answer.message());
            }
            spec.commandLine().getOut().println(answer.message());
            return ExitCode.OK;
        } catch (IOException e) {
            throw new PulloverException(
                    ExitCode.FAILURE, "cannot ask testserver through " + state.root() + ": " + e, e);
        }
    }

    /**
     * The configured server of this name.
     *
     * @throws PulloverException (usage) if there is none; the message names those there are
     */
    static ServerConfig require(Config config, String name) {
        return config.requireServers().stream()
                .filter(known -> known.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new PulloverException(
                        ExitCode.USAGE,
                        "there is no server '" + name + "' in " + config.file() + ", only: "
                                + config.requireServers().stream()
                                        .map(ServerConfig::name)
                                        .collect(Collectors.joining(", "))));
    }

    private Control.Request request() {
        long nowNs = EpochTime.nowNs(clock);
        String id = nowNs + "-" + ProcessHandle.current().pid();
        return new Control.Request(id, spec.name(), server, untilNs(nowNs), System.getProperty("user.name"), reason);
    }

    private Control.Answer give(Config config, StateDirectory state, Control.Request request)
            throws IOException, InterruptedException {
        Path lockFile = state.lock(ModuleName.TESTSERVER);
        Optional<ModuleLock.Holder> holder = ModuleLock.holder(lockFile);
        if (holder.isEmpty()) {
            try (ModuleLock lock = ModuleLock.acquire(lockFile, ModuleName.TESTSERVER.word(), clock.instant())) {
                Control.Answer answer = new OfflineOrders(config, new ServersFile(state), clock).carryOut(request);
                return new Control.Answer(answer.done(), answer.message() + " (testserver is not running)");
            }
        }
        return new Control(state, ModuleName.TESTSERVER)
                .askAndWait(request, ANSWER_TIMEOUT)
                .orElseThrow(() -> new PulloverException(
                        ExitCode.FAILURE,
                        "testserver did not answer within " + ANSWER_TIMEOUT.toSeconds() + " s, nothing was changed: "
                                + holder.get() + " holds its lock; try again"));
    }
}
