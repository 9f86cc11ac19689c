package dev.pullover.publishlist;

import dev.pullover.common.ExitCode;
import dev.pullover.common.cli.GlobalOptions;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

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

    @Option(names = "--json", description = "Print each difference, and at the end the summary, as a line of JSON.")
    private boolean json;

    @Spec
    private @Nullable CommandSpec spec;

    TakeoverCommand(GlobalOptions options, PublisherContext context) {
        this.options = options;
        this.context = context;
    }

    @Override
    public ExitCode call() throws InterruptedException {
        try (Publisher publisher = Publisher.openLogging(options.loadConfig().requirePublish(), context)) {
            Differences out = new Differences(spec.commandLine().getOut(), json);
            Takeover.Request request = new Takeover.Request(dryRun, contents, acceptDifferences);
            TakeoverReport report = publisher.takeOver(request, out::print);
            out.print(report.summary(), report);
            return report.exitCode();
        }
    }
}
