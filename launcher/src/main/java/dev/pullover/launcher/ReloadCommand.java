package dev.pullover.launcher;

import dev.pullover.common.ExitCode;
import dev.pullover.common.ModuleName;
import dev.pullover.common.PulloverException;
import dev.pullover.common.cli.GlobalOptions;
import dev.pullover.common.state.Control;
import dev.pullover.common.state.StateDirectory;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code reload}: has every running module read the configuration again; the supervisor asks them, if there is one. */
@Command(
        name = "reload",
        description =
                "Let all running modules read the configuration again. One with an error is refused by all of them:"
                        + " the old one stays.",
        footer = {
            "",
            "Exit code 0 if all have, 2 if the configuration or a change in it is refused, 7 if a module is"
                    + " not running."
        })
final class ReloadCommand implements Callable<ExitCode> {
    private final GlobalOptions options;

    @Mixin
    private StateOption state = new StateOption();

    ReloadCommand(GlobalOptions options) {
        this.options = options;
    }

    @Override
    public ExitCode call() throws IOException, InterruptedException {
        StateDirectory directory = state.find(options);
        return ModuleStatus.of(directory, ModuleName.LAUNCHER).running()
                ? bySupervisor(directory)
                : directly(directory);
    }

    private ExitCode directly(StateDirectory directory) throws IOException, InterruptedException {
        Reload result = Reload.of(options.findConfig(), directory);
        show(result.answer());
        return result.code();
    }

    /** It reads the file that it was started with, and says in the log as well what is wrong with it. */
    private static ExitCode bySupervisor(StateDirectory directory) throws IOException, InterruptedException {
        Control.Answer answer = new Control(directory, ModuleName.LAUNCHER)
                .askAndWait(Reload.request(), Reload.LONGEST)
                .orElseThrow(() -> new PulloverException(
                        ExitCode.FAILURE,
                        "the supervisor did not answer within " + Reload.LONGEST.toSeconds() + " s; see its output, "
                                + new OutputFile(directory, ModuleName.LAUNCHER).file()));
        show(answer);
        if (answer.done()) {
            return ExitCode.OK;
        }
        boolean running = ModuleStatus.all(directory).stream().allMatch(ModuleStatus::running);
        return running ? ExitCode.USAGE : ExitCode.NOT_RUNNING;
    }

    private static void show(Control.Answer answer) {
        (answer.done() ? System.out : System.err).println(answer.message());
    }
}
