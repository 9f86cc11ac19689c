package dev.pullover.common.cli;

import dev.pullover.common.ExitCode;
import dev.pullover.common.module.Module;
import dev.pullover.common.module.ModuleProcess;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code run} of a module of the replica server. */
@Command(name = "run", description = "Run until stopped (TERM ends it, HUP reloads the configuration).")
public final class RunCommand implements Callable<ExitCode> {
    private final GlobalOptions options;
    private final Module module;

    public RunCommand(GlobalOptions options, Module module) {
        this.options = options;
        this.module = module;
    }

    @Override
    public ExitCode call() {
        try (ModuleProcess process = ModuleProcess.forDaemon(options.loadConfig(), module.name())) {
            return process.run(module);
        }
    }
}
