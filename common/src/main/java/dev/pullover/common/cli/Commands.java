package dev.pullover.common.cli;

import dev.pullover.common.ExitCode;
import dev.pullover.common.PulloverException;
import dev.pullover.common.Version;
import dev.pullover.common.logging.Logging;
import java.io.PrintWriter;
import picocli.CommandLine;

/** Runs a command line: usage errors, failures and results become messages on stderr and exit codes. */
public final class Commands {
    private static final int USAGE_WIDTH = 100;

    private static final String PROGRAM = "pullover";

    private Commands() {}

    /**
     * A command, to which subcommands are added. They return {@link ExitCode}, an {@link Integer}, or nothing. What all
     * commands share is added by {@link #execute}, to the outermost one, since only there it reaches all others.
     */
    public static CommandLine of(Object command) {
        return new CommandLine(command);
    }

    /** Runs it and returns the process exit status. Call once, at the end of wiring, on the outermost command. */
    public static int execute(CommandLine commandLine, GlobalOptions options, String... arguments) {
        Logging.toStderr();
        if (!commandLine.getCommandName().equals(PROGRAM)) {
            // A module's Main is run by the script, as `pullover MODULE`.
            commandLine.setCommandName(PROGRAM + " " + commandLine.getCommandName());
        }
        commandLine.addMixin("global", options);
        commandLine.setCaseInsensitiveEnumValuesAllowed(true);
        commandLine.setUsageHelpWidth(USAGE_WIDTH);
        setVersion(commandLine);
        commandLine.setExecutionExceptionHandler(
                (e, failed, parsed) -> report(e, failed.getErr(), options).number());
        commandLine.setExitCodeExceptionMapper(e -> ExitCode.USAGE.number());
        commandLine.setExecutionStrategy(parsed -> {
            if (parsed.hasMatchedOption(GlobalOptions.VERSION)) {
                commandLine.printVersionHelp(commandLine.getOut());
                return ExitCode.OK.number();
            }
            int status = new CommandLine.RunLast().execute(parsed);
            return result(parsed, status);
        });
        return commandLine.execute(arguments);
    }

    private static void setVersion(CommandLine commandLine) {
        commandLine.getCommandSpec().version("pullover " + Version.text());
        commandLine.getSubcommands().values().forEach(Commands::setVersion);
    }

    private static int result(CommandLine.ParseResult parsed, int status) {
        CommandLine.ParseResult last = parsed;
        while (last.hasSubcommand()) {
            last = last.subcommand();
        }
        Object result = last.commandSpec().commandLine().getExecutionResult();
        return result instanceof ExitCode code ? code.number() : status;
    }

    /** Says on {@code err} what failed, and returns the exit code for it. */
    static ExitCode report(Exception e, PrintWriter err, GlobalOptions options) {
        if (e instanceof PulloverException failure) {
            if (options.isDebug()) {
                e.printStackTrace(err);
            }
            err.println("pullover: " + failure.getMessage());
            return failure.exitCode();
        }
        if (e instanceof InterruptedException) {
            Thread.currentThread().interrupt();
            err.println("pullover: interrupted");
            return ExitCode.FAILURE;
        }
        // Not for a user to cure: what is needed to report it.
        err.println("pullover: unexpected failure, please report it:");
        e.printStackTrace(err);
        return ExitCode.FAILURE;
    }
}
