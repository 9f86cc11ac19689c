package dev.pullover.log;

import dev.pullover.common.cli.Commands;
import dev.pullover.common.cli.GlobalOptions;
import dev.pullover.common.cli.OnceCommand;
import dev.pullover.common.cli.RunCommand;
import java.io.IOException;
import java.time.Clock;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line of the log module. */
@Command(name = "log", description = "One log of all modules: keep it, read it, write to it.")
public final class Main {
    private Main() {}

    /** Runs a command and ends the process with its exit code. */
    public static void main(String[] args) throws IOException {
        Optional<WriteRequest> write = WriteRequest.ofPlain(args);
        System.exit(write.isPresent() ? write(write.get()) : run(args));
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

    private static int write(WriteRequest request) throws IOException {
        FastWrite.withoutLogging();
        return FastWrite.run(request, System.getenv(), Clock.systemUTC(), System::nanoTime, System.in, System.err)
                .number();
    }

    private static int run(String... args) {
        GlobalOptions options = new GlobalOptions(System.getenv());
        return Commands.execute(commandLine(options), options, args);
    }
}
