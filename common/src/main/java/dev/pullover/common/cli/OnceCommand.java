package dev.pullover.common.cli;

import dev.pullover.common.ExitCode;
import dev.pullover.common.config.Config;
import dev.pullover.common.module.Module;
import dev.pullover.common.module.ModuleProcess;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code once} of a module of the replica server, for crontabs that schedule modules one by one. */
@Command(name = "once", description = "Do one pass and end, for cron.")
public final class OnceCommand implements Callable<ExitCode> {
    private final GlobalOptions options;
    private final Module module;

    @Mixin
    private final CronOptions cron = new CronOptions();

    public OnceCommand(GlobalOptions options, Module module) {
        this.options = options;
        this.module = module;
    }

    @Override
    public ExitCode call() throws Exception {
        return run(options, cron, module, (code, process) -> {});
    }

    /**
     * The same for a command with options of its own.
     *
     * @param afterwards told how the pass ended
     */
    public static ExitCode run(GlobalOptions options, CronOptions cron, Module module, Afterwards afterwards)
            throws Exception {
        Config config = options.loadConfig();
        return cron.run(module.name().word(), options, config, () -> {
            try (ModuleProcess process = ModuleProcess.forModule(config, module.name(), cron.lockPatience())) {
                ExitCode code = process.once(module);
                afterwards.passed(code, process);
                return code;
            }
        });
    }

    /** What a command does after the pass, before the locks are given back. */
    @FunctionalInterface
    public interface Afterwards {
        void passed(ExitCode code, ModuleProcess process) throws IOException;
    }
}
