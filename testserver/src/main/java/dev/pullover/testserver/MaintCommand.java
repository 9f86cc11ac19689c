package dev.pullover.testserver;

import dev.pullover.common.cli.GlobalOptions;
import java.time.Clock;
import picocli.CommandLine.Command;

/** {@code testserver maint}. */
@Command(name = Orders.MAINT, description = "Take a server out of use, and do not check it either.")
final class MaintCommand extends OrderCommand {
    MaintCommand(GlobalOptions options, Clock clock) {
        super(options, clock);
    }
}
