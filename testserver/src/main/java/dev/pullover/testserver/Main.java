package dev.pullover.testserver;

import dev.pullover.common.cli.Commands;
import dev.pullover.common.cli.GlobalOptions;
import dev.pullover.common.cli.RunCommand;
import java.time.Clock;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line of testserver. */
@Command(name = "testserver", description = "Which server answers, and which one to use.")
public final class Main {
    private Main() {}

    /** Runs a command and ends the process with its exit code. */
    public static void main(String[] args) {
        System.exit(run(args));
    }

    /** The command with its subcommands, for the launcher to add. */
    public static CommandLine commandLine(GlobalOptions options) {
        TestserverModule module = new TestserverModule();
        Clock clock = Clock.systemUTC();
        return Commands.of(new Main())
                .addSubcommand(new RunCommand(options, module))
                .addSubcommand(new CheckOnceCommand(options, module))
                .addSubcommand(new StatusCommand(options, clock))
                .addSubcommand(new CheckCommand(options, clock, System::nanoTime))
                .addSubcommand(new DrainCommand(options, clock))
                .addSubcommand(new MaintCommand(options, clock))
                .addSubcommand(new ReadyCommand(options, clock))
                .addSubcommand(new SwitchCommand(options, clock));
    }

    private static int run(String... args) {
        GlobalOptions options = new GlobalOptions(System.getenv());
        return Commands.execute(commandLine(options), options, args);
    }
}
