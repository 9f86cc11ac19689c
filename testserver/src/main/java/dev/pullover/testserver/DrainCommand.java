package dev.pullover.testserver;

import dev.pullover.common.cli.GlobalOptions;
import java.time.Clock;
import picocli.CommandLine.Command;

/** {@code testserver drain}. */
@Command(
        name = Orders.DRAIN,
        description = "Take a server out of use once what is under way has ended; it is still checked.")
final class DrainCommand extends OrderCommand {
    DrainCommand(GlobalOptions options, Clock clock) {
        super(options, clock);
    }
}
