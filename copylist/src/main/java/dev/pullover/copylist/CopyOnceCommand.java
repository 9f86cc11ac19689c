package dev.pullover.copylist;

import dev.pullover.common.ExitCode;
import dev.pullover.common.cli.CronOptions;
import dev.pullover.common.cli.GlobalOptions;
import dev.pullover.common.cli.OnceCommand;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code copylist once}: prints what was copied. */
@Command(
        name = "once",
        description = "Copy all that is owed now and end, for cron.",
        footer = {"", "Exit code 3 if no server could be used, 4 if some files could not be copied."})
final class CopyOnceCommand implements Callable<ExitCode> {
    private final GlobalOptions options;

    @Mixin
    private final CronOptions cron = new CronOptions();

    @Spec
    private CommandSpec spec;

    @Option(names = "--progress", description = "Show on stderr how far it is, renewed in place on a terminal.")
    private boolean progress;

    CopyOnceCommand(GlobalOptions options) {
        this.options = options;
    }

    @Override
    public ExitCode call() throws Exception {
        CopylistModule module = new CopylistModule(
                summary -> spec.commandLine().getOut().println("copylist: " + summary.text()), progress);
        return OnceCommand.run(options, cron, module, (code, process) -> {});
    }
}
