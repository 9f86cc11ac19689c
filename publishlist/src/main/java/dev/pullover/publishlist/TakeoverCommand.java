package dev.pullover.publishlist;

import dev.pullover.common.ExitCode;
import dev.pullover.common.cli.GlobalOptions;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code publishlist takeover}. */
@Command(
        name = "takeover",
        description = "Go on with a catalog that another publisher wrote, as a new epoch: on the backup server when"
                + " production is lost, or when it has come back. Checks the catalog and the outbox first. Exit code 6,"
                + " with nothing changed, if the catalog is not whole or files differ.")
final class TakeoverCommand implements Callable<ExitCode> {
    private final GlobalOptions options;
    private final PublisherContext context;

    @Option(names = "--dry-run", description = "Check only.")
    private boolean dryRun;

    @Option(names = "--contents", description = "Read all files instead of comparing size, date and mode.")
    private boolean contents;

    @Option(
            names = "--accept-differences",
            description = "Take over although files of the outbox are missing or differ; they are named.")
    private boolean acceptDifferences;

    @Mixin
    private CheckOptions check = new CheckOptions();

    TakeoverCommand(GlobalOptions options, PublisherContext context) {
        this.options = options;
        this.context = context;
    }

    @Override
    public ExitCode call() throws InterruptedException {
        Takeover.Request request = new Takeover.Request(dryRun, contents, acceptDifferences);
        return check.run(options, context, (publisher, differences) -> publisher.takeOver(request, differences));
    }
}
