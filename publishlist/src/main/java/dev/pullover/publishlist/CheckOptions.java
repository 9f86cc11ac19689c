package dev.pullover.publishlist;

import dev.pullover.common.ExitCode;
import dev.pullover.common.cli.GlobalOptions;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What commands have in common that compare outbox and catalog: they name differences, and sum up. */
final class CheckOptions {
    @Option(names = "--json", description = "Print each difference, and at the end the summary, as a line of JSON.")
    private boolean json;

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec spec;

    /** What such a command comes to. */
    interface Report {
        /** One line for people. */
        String summary();

        ExitCode exitCode();
    }

    /** A command's work. */
    @FunctionalInterface
    interface Check {
        Report run(Publisher publisher, Consumer<VerifyReport.Difference> differences) throws InterruptedException;
    }

    /** Opens the publisher, runs the check and prints what it finds. */
    ExitCode run(GlobalOptions options, PublisherContext context, Check check) throws InterruptedException {
        try (Publisher publisher = Publisher.openLogging(options.loadConfig().requirePublish(), context)) {
            Differences out = new Differences(spec.commandLine().getOut(), json);
            Report report = check.run(publisher, out::print);
            out.print(report.summary(), report);
            return report.exitCode();
        }
    }
}
