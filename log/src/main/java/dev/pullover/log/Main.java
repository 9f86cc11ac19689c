package dev.pullover.log;

import dev.pullover.common.cli.Commands;
import dev.pullover.common.cli.GlobalOptions;
import dev.pullover.common.cli.OnceCommand;
import dev.pullover.common.cli.RunCommand;
import java.time.Clock;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line of the log module. */
@Command(name = "log", description = "One log of all modules: keep it, read it, write to it.")
public final class Main {
    private Main() {}

    /** Runs a command and ends the process with its exit code. */
    public static void main(String[] args) {
        System.exit(run(args));
    }

    /** The command with its subcommands, for the launcher to add. */
    public static CommandLine commandLine(GlobalOptions options) {
        LogModule module = new LogModule();
        return Commands.of(new Main())
                .addSubcommand(new RunCommand(options, module))
                .addSubcommand(new OnceCommand(options, module))
                .addSubcommand(new TailCommand(options, Clock.systemUTC()))
                .addSubcommand(new WriteCommand(options, Clock.systemUTC(), System::nanoTime, System.in));
    }

    private static int run(String... args) {
        GlobalOptions options = new GlobalOptions(System.getenv());
        return Commands.execute(commandLine(options), options, args);
    }
}
