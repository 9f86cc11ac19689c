package dev.pullover.testserver;

import dev.pullover.common.cli.GlobalOptions;
import dev.pullover.common.cli.TimeSpan;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code testserver switch}. */
@Command(
        name = Orders.SWITCH,
        description = "Use a server before all others, whatever their order, as long as it can be used.",
        footer = {"", "Ended by `--for`, by `ready NAME`, and by switching to another one."})
final class SwitchCommand extends OrderCommand {
    @Option(
            names = "--for",
            paramLabel = "TIME",
            converter = TimeSpan.Converter.class,
            description = "How long, for example 30m or 2h; without end if not given.")
    private @Nullable Duration span;

    SwitchCommand(GlobalOptions options, Clock clock) {
        super(options, clock);
    }

    @Override
    long untilNs(long nowNs) {
        return span == null ? 0 : nowNs + span.toNanos();
    }
}
