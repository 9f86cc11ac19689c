package dev.pullover.publishlist;

import dev.pullover.common.ExitCode;
import dev.pullover.common.cli.GlobalOptions;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code publishlist verify}. */
@Command(
        name = "verify",
        description =
                "Read the whole outbox, compare it with the catalog and name each difference. Exit code 6 if there"
                        + " are any, 5 while a publisher is running.")
final class VerifyCommand implements Callable<ExitCode> {
    private final GlobalOptions options;
    private final PublisherContext context;

    @Option(names = "--json", description = "Print each difference, and at the end the summary, as a line of JSON.")
    private boolean json;

    @Spec
    private @Nullable CommandSpec spec;

    VerifyCommand(GlobalOptions options, PublisherContext context) {
        this.options = options;
        this.context = context;
    }

    @Override
    public ExitCode call() throws InterruptedException {
        try (Publisher publisher = Publisher.openLogging(options.loadConfig().requirePublish(), context)) {
            Differences out = new Differences(spec.commandLine().getOut(), json);
            VerifyReport report = publisher.verify(out::print);
            out.print(report.summary(), report);
            return report.exitCode();
        }
    }
}
