package dev.pullover.testserver;

import dev.pullover.common.ExitCode;
import dev.pullover.common.cli.CronOptions;
import dev.pullover.common.cli.GlobalOptions;
import dev.pullover.common.cli.OnceCommand;
import dev.pullover.common.module.Module;
import dev.pullover.common.state.ServersFile;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code testserver once}: says on stderr why, if no server may be used. */
@Command(name = "once", description = "Check all servers once and end, for cron. Exit code 3 if none may be used.")
final class CheckOnceCommand implements Callable<ExitCode> {
    private final GlobalOptions options;
    private final Module module;

    @Mixin
    private final CronOptions cron = new CronOptions();

    @Spec
    private CommandSpec spec;

    CheckOnceCommand(GlobalOptions options, Module module) {
        this.options = options;
        this.module = module;
    }

    @Override
    public ExitCode call() throws Exception {
        return OnceCommand.run(options, cron, module, (code, process) -> {
            if (code == ExitCode.NO_SERVER) {
                spec.commandLine().getErr().println(new ServersFile(process.state()).noServer());
            }
        });
    }
}
