package dev.pullover.synchrolist;

import dev.pullover.common.cli.Commands;
import dev.pullover.common.cli.GlobalOptions;
import dev.pullover.common.cli.OnceCommand;
import dev.pullover.common.cli.RunCommand;
import java.time.Clock;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line of synchrolist. */
@Command(name = "synchrolist", description = "Keep a synchronised list of the files that the servers offer.")
public final class Main {
    private Main() {}

    /** Runs a command and ends the process with its exit code. */
    public static void main(String[] args) {
        System.exit(run(args));
    }

    /** The command with its subcommands, for the launcher to add. */
    public static CommandLine commandLine(GlobalOptions options) {
        SynchrolistModule module = new SynchrolistModule();
        return Commands.of(new Main())
                .addSubcommand(new RunCommand(options, module))
                .addSubcommand(new OnceCommand(options, module))
                .addSubcommand(new StatusCommand(options))
                .addSubcommand(new ListCommand(options))
                .addSubcommand(new DiffCommand(options))
                .addSubcommand(new AuditCommand(options))
                .addSubcommand(new AcceptCommand(options, Clock.systemUTC()));
    }

    private static int run(String... args) {
        GlobalOptions options = new GlobalOptions(System.getenv());
        return Commands.execute(commandLine(options), options, args);
    }
}
