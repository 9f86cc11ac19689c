package dev.pullover.common.cli;

import dev.pullover.common.ExitCode;
import dev.pullover.common.module.Module;
import dev.pullover.common.module.ModuleProcess;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code once} of a module of the replica server, for crontabs that schedule modules one by one. */
@Command(name = "once", description = "Do one pass and end, for cron.")
public final class OnceCommand implements Callable<ExitCode> {
    private final GlobalOptions options;
    private final Module module;

    public OnceCommand(GlobalOptions options, Module module) {
        this.options = options;
        this.module = module;
    }

    @Override
    public ExitCode call() throws InterruptedException {
        try (ModuleProcess process = ModuleProcess.forModule(options.loadConfig(), module.name())) {
            return process.once(module);
        }
    }
}
