package dev.pullover.launcher;

import dev.pullover.common.ExitCode;
import dev.pullover.common.ModuleName;
import dev.pullover.common.PulloverException;
import dev.pullover.common.cli.GlobalOptions;
import dev.pullover.common.module.ModuleLock;
import dev.pullover.common.state.StateDirectory;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.apache.commons.io.input.ReversedLinesFileReader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code start}: the supervisor in the background, or in this process. */
@Command(name = "start", description = "Start all modules, each its own JVM, under the supervisor.")
final class StartCommand implements Callable<ExitCode> {
    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
    private static final long LOOK_MS = 50;
    private static final int SHOWN_LINES = 10;

    private final GlobalOptions options;

    @Option(names = "--foreground", description = "Supervise in this process until it is stopped.")
    private boolean foreground;

    StartCommand(GlobalOptions options) {
        this.options = options;
    }

    @Override
    public ExitCode call() throws IOException, InterruptedException {
        Environment environment = Environment.load(options);
        if (foreground) {
            return new ForegroundSupervision(environment).run();
        }
        return startInBackground(environment);
    }

    /** Starts the supervisor and waits until it has brought up every module. */
    static ExitCode startInBackground(Environment environment) throws IOException, InterruptedException {
        StateDirectory state = environment.state();
        refuseIfRunning(state);
        File output = new OutputFile(state, ModuleName.LAUNCHER).file();
        Files.deleteIfExists(output.toPath());
        ProcessBuilder daemon =
                Script.ofThisProcess().daemon(environment.config().file(), output, "start", "--foreground");
        JvmCrashes.in(state).takeFrom(daemon, ModuleName.LAUNCHER);
        Process supervisor = daemon.start();
        long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
        while (System.nanoTime() - deadline < 0) {
            List<ModuleStatus> all = ModuleStatus.all(state);
            if (all.stream().allMatch(ModuleStatus::running)) {
                all.forEach(module -> System.out.printf("%-12s running, pid %d%n", module.module(), module.pid()));
                return ExitCode.OK;
            }
            if (!supervisor.isAlive()) {
                throw new PulloverException(
                        ExitCode.FAILURE, "the supervisor ended at once; it said:\n" + lastLines(output));
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MS);
        }
        return reportMissing(state);
    }

    private static void refuseIfRunning(StateDirectory state) throws IOException {
        var holder = ModuleLock.holder(state.lock(ModuleName.LAUNCHER));
        if (holder.isPresent()) {
            throw new PulloverException(
                    ExitCode.ALREADY_RUNNING,
                    "the supervisor is running already: " + holder.get() + " holds " + state.lock(ModuleName.LAUNCHER));
        }
    }

    private static ExitCode reportMissing(StateDirectory state) throws IOException {
        for (ModuleStatus module : ModuleStatus.all(state)) {
            if (!module.running()) {
                File output = OutputFile.of(state, module.module()).file();
                System.err.printf(
                        "pullover: %s is not up after %d s; the supervisor goes on trying. It said:%n%s%n",
                        module.module(), START_TIMEOUT.toSeconds(), lastLines(output));
            }
        }
        return ExitCode.NOT_RUNNING;
    }

    private static String lastLines(File output) throws IOException {
        if (!output.exists()) {
            return "(nothing)";
        }
        try (ReversedLinesFileReader reader =
                ReversedLinesFileReader.builder().setFile(output).get()) {
            List<String> lines = reader.readLines(SHOWN_LINES);
            Collections.reverse(lines);
            return String.join("\n", lines);
        }
    }
}
