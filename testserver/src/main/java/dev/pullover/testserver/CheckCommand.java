package dev.pullover.testserver;

import dev.pullover.common.ExitCode;
import dev.pullover.common.cli.GlobalOptions;
import dev.pullover.common.config.Config;
import dev.pullover.common.config.ServerConfig;
import dev.pullover.common.remote.RemoteStores;
import dev.pullover.common.state.Json;
import dev.pullover.common.state.LayerRecord;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code testserver check}: looks at a server now, in this process, whatever testserver thinks of it. */
@Command(
        name = "check",
        description = "Check a server now, layer by layer. Takes no lock, changes nothing.",
        footer = {"", "Exit code 0 if all layers pass (slow is a pass), 3 if not: fit for a vrrp_script of keepalived."
        })
final class CheckCommand implements Callable<ExitCode> {
    private static final Duration OVERDUE_POLL = Duration.ofMillis(100);

    private final GlobalOptions options;
    private final Clock clock;
    private final LongSupplier nanoTime;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "NAME", description = "A server of the configuration.")
    private String name;

    @Option(names = "--json", description = "As JSON.")
    private boolean json;

    CheckCommand(GlobalOptions options, Clock clock, LongSupplier nanoTime) {
        this.options = options;
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    @Override
    public ExitCode call() throws IOException, InterruptedException {
        Config config = options.loadConfig();
        ServerConfig server = OrderCommand.require(config, name);
        CheckResult result = check(config, server);
        boolean passed = result.outcome() instanceof CheckResult.Passed;
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            List<LayerRecord> layers =
                    result.layers().stream().map(LayerResult::record).toList();
            out.println(Json.prettyMapper().writeValueAsString(new Report(name, Probe.where(server), passed, layers)));
        } else {
            out.println(name + " (" + Probe.where(server) + ")");
            lines(result).forEach(out::println);
        }
        return passed ? ExitCode.OK : ExitCode.NO_SERVER;
    }

    private CheckResult check(Config config, ServerConfig server) throws InterruptedException {
        Duration timeout = config.check().timeout();
        Probe probe = new Probe(
                server,
                config.check(),
                config.synchro().mode(),
                config.copy().transport(),
                target -> RemoteStores.open(target, config.copy().transport(), timeout),
                clock,
                nanoTime);
        BlockingQueue<CheckResult> results = new LinkedBlockingQueue<>();
        ExecutorService thread = ServerChecker.newThread(name);
        try (ServerChecker checker = new ServerChecker(name, probe, timeout, results::add, thread, clock, nanoTime)) {
            checker.start(true);
            Optional<CheckResult> result = Optional.empty();
            // Ends with a result, or with the checker calling it overdue.
            while (result.isEmpty()) {
                CheckResult found = results.poll(OVERDUE_POLL.toMillis(), TimeUnit.MILLISECONDS);
                result = found == null ? checker.overdue() : Optional.of(found);
            }
            return result.get();
        }
    }

    private static List<String> lines(CheckResult result) {
        List<String> lines = new ArrayList<>();
        for (LayerResult layer : result.layers()) {
            lines.add(String.format(
                    "  %-8s  %-4s  %6d ms  %s",
                    layer.layer().word(),
                    layer.passed() ? "ok" : "FAIL",
                    TimeUnit.NANOSECONDS.toMillis(layer.durationNs()),
                    layer.detail()));
        }
        return lines;
    }

    /** What {@code --json} prints. */
    record Report(String server, String where, boolean passed, List<LayerRecord> layers) {}
}
