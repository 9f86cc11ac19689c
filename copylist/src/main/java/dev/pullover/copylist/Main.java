package dev.pullover.copylist;

import dev.pullover.common.cli.Commands;
import dev.pullover.common.cli.GlobalOptions;
import dev.pullover.common.cli.RunCommand;
import java.time.Clock;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line of copylist. */
@Command(name = "copylist", description = "Brings over only the new files.")
public final class Main {
    private Main() {}

    /** Runs a command and ends the process with its exit code. */
    public static void main(String[] args) {
        System.exit(run(args));
    }

    /** The command with its subcommands, for the launcher to add. */
    public static CommandLine commandLine(GlobalOptions options) {
        Clock clock = Clock.systemDefaultZone();
        return Commands.of(new Main())
                .addSubcommand(new RunCommand(options, new CopylistModule()))
                .addSubcommand(new CopyOnceCommand(options))
                .addSubcommand(new StatusCommand(options, clock))
                .addSubcommand(new WhyCommand(options, clock.getZone()))
                .addSubcommand(new HistoryCommand(options, clock.getZone()))
                .addSubcommand(new RestoreCommand(options))
                .addSubcommand(new VerifyCommand(options, clock))
                .addSubcommand(new RetryParkedCommand(options, clock));
    }

    private static int run(String... args) {
        GlobalOptions options = new GlobalOptions(System.getenv());
        return Commands.execute(commandLine(options), options, args);
    }
}
