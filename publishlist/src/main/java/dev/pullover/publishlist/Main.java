package dev.pullover.publishlist;

import dev.pullover.common.cli.Commands;
import dev.pullover.common.cli.GlobalOptions;
import java.time.Clock;
import java.util.UUID;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line of the publisher. */
@Command(name = "publishlist", description = "On the production server: publish files, and keep the catalog of them.")
public final class Main {
    private Main() {}

    /** Runs a command and ends the process with its exit code. */
    public static void main(String[] args) {
        System.exit(run(args));
    }

    /** The command with its subcommands, for the launcher to add. */
    public static CommandLine commandLine(GlobalOptions options) {
        return commandLine(
                options, PublisherContext.of(Clock.systemUTC(), System::nanoTime, UUID::randomUUID, System.in));
    }

    static CommandLine commandLine(GlobalOptions options, PublisherContext context) {
        return Commands.of(new Main())
                .addSubcommand(new RunCommand(options, context))
                .addSubcommand(new OnceCommand(options, context))
                .addSubcommand(new VerifyCommand(options, context))
                .addSubcommand(new TakeoverCommand(options, context));
    }

    private static int run(String... args) {
        GlobalOptions options = new GlobalOptions(System.getenv());
        return Commands.execute(commandLine(options), options, args);
    }
}
