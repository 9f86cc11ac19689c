package dev.pullover.launcher;

import dev.pullover.common.ExitCode;
import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/**
 * A command of a module, run in this process by another one.
 *
 * @param output what it printed; its failure, if it has failed
 */
record SubCommand(String output) {
    static SubCommand run(CommandLine commands, String... words) {
        StringWriter out = new StringWriter();
        commands.setOut(new PrintWriter(out))
                .setErr(new PrintWriter(out))
                .setExecutionExceptionHandler((e, line, parsed) -> {
                    line.getErr().println(e.getMessage());
                    return ExitCode.FAILURE.number();
                })
                .execute(words);
        return new SubCommand(out.toString());
    }
}
