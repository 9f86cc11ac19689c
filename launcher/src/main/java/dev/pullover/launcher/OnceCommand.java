package dev.pullover.launcher;

import dev.pullover.common.ExitCode;
import dev.pullover.common.cli.CronOptions;
import dev.pullover.common.cli.GlobalOptions;
import dev.pullover.common.config.Config;
import dev.pullover.common.module.Module;
import dev.pullover.common.module.ModuleProcess;
import dev.pullover.common.state.ServersFile;
import dev.pullover.copylist.CopySummary;
import dev.pullover.copylist.CopylistModule;
import dev.pullover.log.LogModule;
import dev.pullover.stat.StatModule;
import dev.pullover.synchrolist.SynchrolistModule;
import dev.pullover.testserver.TestserverModule;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code once}: the work of all modules in this one JVM, for cron. */
@Command(
        name = "once",
        description = "Do one pass of everything in one process and end, for cron. Exit code 5 if modules are running.")
final class OnceCommand implements Callable<ExitCode> {
    /** How long a signal waits for the step under way. */
    private static final long STOP_TIMEOUT_SECONDS = 20;

    private final GlobalOptions options;

    @Mixin
    private final CronOptions cron = new CronOptions();

    @Option(names = "--progress", description = "Show on stderr how far copying is, renewed in place on a terminal.")
    private boolean progress;

    OnceCommand(GlobalOptions options) {
        this.options = options;
    }

    @Override
    public ExitCode call() throws Exception {
        Config config = options.loadConfig();
        config.requireServers();
        return cron.run("once", options, config, () -> run(config));
    }

    private ExitCode run(Config config) throws InterruptedException, IOException {
        CountDownLatch ended = new CountDownLatch(1);
        try (ModuleProcess process = ModuleProcess.forAll(config, cron.lockPatience())) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stopAndWait(process, ended), "stop"));
            ExitCode result = passes(process);
            if (result == ExitCode.NO_SERVER) {
                System.err.println(new ServersFile(process.state()).noServer());
            }
            return result;
        } finally {
            ended.countDown();
        }
    }

    /** stat and log come last, also when the others failed: what those counted and logged is current at the end. */
    private ExitCode passes(ModuleProcess process) throws InterruptedException {
        ExitCode result = pass(process, new TestserverModule());
        if (result == ExitCode.OK) {
            result = pass(process, new SynchrolistModule());
            if (!process.isStopping()) {
                result = result.or(pass(process, new CopylistModule(OnceCommand::print, progress)));
            }
        }
        for (Module last : List.of(new StatModule(), new LogModule())) {
            result = result.or(pass(process, last));
        }
        return result;
    }

    private static void print(CopySummary summary) {
        System.out.println("once: " + summary.text());
    }

    private static ExitCode pass(ModuleProcess process, Module module) throws InterruptedException {
        ExitCode code = process.once(module);
        process.flush();
        return code;
    }

    private static void stopAndWait(ModuleProcess process, CountDownLatch ended) {
        process.requestStop();
        try {
            ended.await(STOP_TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
