package dev.pullover.publishlist;

import dev.pullover.common.ExitCode;
import dev.pullover.common.cli.GlobalOptions;
import dev.pullover.common.module.Signals;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code publishlist run}. */
@Command(
        name = "run",
        description =
                "Publish what is new, again and again, until stopped (TERM ends it, HUP reloads the configuration).")
final class RunCommand implements Callable<ExitCode> {
    private final GlobalOptions options;
    private final PublisherContext context;

    RunCommand(GlobalOptions options, PublisherContext context) {
        this.options = options;
        this.context = context;
    }

    @Override
    public ExitCode call() throws InterruptedException {
        PublishLoop loop = new PublishLoop(() -> options.loadConfig().requirePublish(), context);
        Thread worker = Thread.currentThread();
        Signals.install(() -> loop.stop(worker), loop::reload);
        return loop.run();
    }
}
