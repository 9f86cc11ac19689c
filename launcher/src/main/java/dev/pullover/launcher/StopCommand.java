package dev.pullover.launcher;

import dev.pullover.common.ExitCode;
import dev.pullover.common.cli.GlobalOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;

/** {@code stop}: ends the supervisor, which ends the modules; and modules that run without one. */
@Command(name = "stop", description = "Stop all modules: orderly, within a bounded time, then by force.")
final class StopCommand implements Callable<ExitCode> {
    /** Longer than the supervisor takes for modules that must be killed. */
    private static final Duration SUPERVISOR_TIMEOUT = Supervisor.STOP_TIMEOUT.multipliedBy(3);

    private final GlobalOptions options;

    StopCommand(GlobalOptions options) {
        this.options = options;
    }

    @Override
    public ExitCode call() throws IOException, InterruptedException {
        stopAll(Environment.load(options));
        return ExitCode.OK;
    }

    /** Ends whatever runs, the supervisor first: it would start modules again. */
    static void stopAll(Environment environment) throws IOException, InterruptedException {
        List<ModuleStatus> running = new ArrayList<>(ModuleStatus.all(environment.state()));
        running.removeIf(module -> !module.running());
        if (running.isEmpty()) {
            System.out.println("nothing is running");
            return;
        }
        if (running.get(0).module().equals("supervisor")) {
            stop(running.remove(0), SUPERVISOR_TIMEOUT);
        }
        // Left over: modules of a supervisor that was killed. log is the first of the list and goes last.
        Collections.reverse(running);
        for (ModuleStatus module : running) {
            if (ProcessHandle.of(module.pid()).isPresent()) {
                stop(module, Supervisor.STOP_TIMEOUT);
            }
        }
    }

    private static void stop(ModuleStatus module, Duration timeout) throws InterruptedException {
        ProcessHandle process = ProcessHandle.of(module.pid()).orElse(null);
        if (process == null) {
            return;
        }
        process.destroy();
        try {
            process.onExit().get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            System.out.printf("%-12s stopped%n", module.module());
        } catch (TimeoutException | ExecutionException e) {
            process.destroyForcibly();
            System.out.printf("%-12s did not end within %d s: killed%n", module.module(), timeout.toSeconds());
        }
    }
}
