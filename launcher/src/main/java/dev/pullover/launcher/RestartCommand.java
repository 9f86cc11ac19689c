package dev.pullover.launcher;

import dev.pullover.common.ExitCode;
import dev.pullover.common.cli.GlobalOptions;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code restart}: stop, then start. */
@Command(name = "restart", description = "Stop all modules and start them again.")
final class RestartCommand implements Callable<ExitCode> {
    private final GlobalOptions options;

    RestartCommand(GlobalOptions options) {
        this.options = options;
    }

    @Override
    public ExitCode call() throws IOException, InterruptedException {
        Environment environment = Environment.load(options);
        StopCommand.stopAll(environment.state());
        return StartCommand.startInBackground(environment);
    }
}
