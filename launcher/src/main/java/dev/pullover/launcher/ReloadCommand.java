package dev.pullover.launcher;

import dev.pullover.common.ExitCode;
import dev.pullover.common.ModuleName;
import dev.pullover.common.cli.GlobalOptions;
import dev.pullover.common.state.Control;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code reload}: asks every running module to read the configuration again. */
@Command(name = "reload", description = "Let all running modules read the configuration again.")
final class ReloadCommand implements Callable<ExitCode> {
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(10);

    private final GlobalOptions options;

    ReloadCommand(GlobalOptions options) {
        this.options = options;
    }

    @Override
    public ExitCode call() throws IOException, InterruptedException {
        Environment environment = Environment.load(options);
        ExitCode result = ExitCode.OK;
        for (ModuleName module : ModuleName.REPLICA_MODULES) {
            if (ModuleStatus.of(environment.state(), module).running()) {
                result = result.or(reload(new Control(environment.state(), module), module));
            } else {
                System.out.printf("%-12s not running%n", module.word());
                result = result.or(ExitCode.NOT_RUNNING);
            }
        }
        return result;
    }

    private static ExitCode reload(Control control, ModuleName module) throws IOException, InterruptedException {
        Control.Request request =
                new Control.Request(UUID.randomUUID().toString(), "reload", "", 0, System.getProperty("user.name"), "");
        Optional<Control.Answer> answer = control.askAndWait(request, ANSWER_TIMEOUT);
        if (answer.isPresent()) {
            System.out.printf("%-12s %s%n", module.word(), answer.get().message());
            return answer.get().done() ? ExitCode.OK : ExitCode.USAGE;
        }
        System.out.printf("%-12s did not answer within %d s%n", module.word(), ANSWER_TIMEOUT.toSeconds());
        return ExitCode.FAILURE;
    }
}
