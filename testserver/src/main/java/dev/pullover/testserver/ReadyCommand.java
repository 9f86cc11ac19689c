package dev.pullover.testserver;

import dev.pullover.common.cli.GlobalOptions;
import java.time.Clock;
import picocli.CommandLine.Command;

/** {@code testserver ready}. */
@Command(
        name = Orders.READY,
        description = "Put a server back: ends drain, maint, and a switch to it; clears an alarm.")
final class ReadyCommand extends OrderCommand {
    ReadyCommand(GlobalOptions options, Clock clock) {
        super(options, clock);
    }
}
