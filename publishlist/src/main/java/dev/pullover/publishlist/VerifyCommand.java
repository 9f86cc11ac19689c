package dev.pullover.publishlist;

import dev.pullover.common.ExitCode;
import dev.pullover.common.cli.GlobalOptions;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code publishlist verify}. */
@Command(
        name = "verify",
        description =
                "Read the whole outbox, compare it with the catalog and name each difference. Exit code 6 if there"
                        + " are any, 5 while a publisher is running.")
final class VerifyCommand implements Callable<ExitCode> {
    private final GlobalOptions options;
    private final PublisherContext context;

    @Mixin
    private CheckOptions check = new CheckOptions();

    VerifyCommand(GlobalOptions options, PublisherContext context) {
        this.options = options;
        this.context = context;
    }

    @Override
    public ExitCode call() throws InterruptedException {
        return check.run(options, context, Publisher::verify);
    }
}
