package dev.pullover.launcher;

import dev.pullover.common.ExitCode;
import dev.pullover.common.PulloverException;
import dev.pullover.common.cli.GlobalOptions;
import dev.pullover.common.state.StateDirectory;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code stop}: ends the supervisor, which ends the modules; and modules that run without one. */
@Command(
        name = "stop",
        description = "Stop all modules: orderly, within a bounded time, then by force. Needs no good configuration.",
        footer = {"", "Exit code 0 when nothing runs any more, also if nothing did."})
final class StopCommand implements Callable<ExitCode> {
    /** Longer than the supervisor takes for modules that must be killed. */
    private static final Duration SUPERVISOR_TIMEOUT = Supervisor.ALL_STOP_TIMEOUT.plusSeconds(5);

    private final GlobalOptions options;

    @Mixin
    private StateOption state = new StateOption();

    StopCommand(GlobalOptions options) {
        this.options = options;
    }

    @Override
    public ExitCode call() throws IOException, InterruptedException {
        stopAll(state.find(options));
        return ExitCode.OK;
    }

    /** Ends whatever runs, the supervisor first: it would start modules again. */
    static void stopAll(StateDirectory state) throws IOException, InterruptedException {
        List<ModuleStatus> running = new ArrayList<>(ModuleStatus.all(state));
        running.removeIf(module -> !module.running());
        if (running.isEmpty()) {
            System.out.println("nothing is running");
            return;
        }
        if (running.get(0).module().equals(ModuleStatus.SUPERVISOR)) {
            ModuleStatus supervisor = running.remove(0);
            stop(supervisor, SUPERVISOR_TIMEOUT);
            tellOfModules(new SupervisorFile(state).read(supervisor.pid()));
        }
        // Left over: modules of a supervisor that was killed. log is the first of the list and goes last.
        Collections.reverse(running);
        for (ModuleStatus module : running) {
            if (ProcessHandle.of(module.pid()).isPresent()) {
                stop(module, Supervisor.STOP_TIMEOUT);
            }
        }
    }

    /** What the supervisor says at its end of those that it has stopped. */
    private static void tellOfModules(Optional<SupervisorFile.Content> last) {
        for (SupervisorFile.Module module :
                last.map(SupervisorFile.Content::modules).orElse(List.of())) {
            if (module.state() == SupervisedState.KILLED) {
                tellOfForce(module.module(), Supervisor.STOP_TIMEOUT);
            } else if (module.state() == SupervisedState.STOPPED) {
                System.out.printf("%-12s stopped%n", module.module());
            }
        }
    }

    private static void stop(ModuleStatus module, Duration timeout) throws InterruptedException {
        ProcessHandle process = ProcessHandle.of(module.pid()).orElse(null);
        if (process == null) {
            return;
        }
        if (!process.destroy() && process.isAlive()) {
            throw new PulloverException(
                    ExitCode.FAILURE,
                    module.module() + ", process " + module.pid() + ", may not be ended by "
                            + System.getProperty("user.name") + ": run this as "
                            + process.info().user().orElse("its owner"));
        }
        if (ProcessEnd.await(process, timeout)) {
            System.out.printf("%-12s stopped%n", module.module());
            return;
        }
        process.destroyForcibly();
        tellOfForce(module.module(), timeout);
        if (!ProcessEnd.await(process, ProcessEnd.KILL_TIMEOUT)) {
            throw new PulloverException(
                    ExitCode.FAILURE,
                    module.module() + ", process " + module.pid() + ", is still there after it was killed: it waits for"
                            + " the system, a disk that hangs, say");
        }
    }

    private static void tellOfForce(String module, Duration timeout) {
        System.err.printf("%-12s did not end within %d s: killed; nothing is lost%n", module, timeout.toSeconds());
    }
}
