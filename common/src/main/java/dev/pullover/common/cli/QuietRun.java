package dev.pullover.common.cli;

import dev.pullover.common.ExitCode;
import dev.pullover.common.logging.Logging;
import dev.pullover.common.module.LockHeldException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;

/**
 * Runs a command without a word, and prints what it said on stderr only when {@link Notices} find that a person is needed.
 * What goes to stdout is thrown away. The streams are the process's: one at a time.
 */
final class QuietRun {
    private final CommandLine command;
    private final Notices notices;
    private final Path log;
    private final GlobalOptions options;

    /** @param command what is run
     * @param log where more is to be found */
    QuietRun(CommandLine command, Notices notices, Path log, GlobalOptions options) {
        this.command = command;
        this.notices = notices;
        this.log = log;
        this.options = options;
    }

    ExitCode run(Callable<ExitCode> work) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        KeptOutput kept = new KeptOutput();
        Optional<Instant> since = Optional.empty();
        ExitCode code;
        try {
            System.setOut(new PrintStream(OutputStream.nullOutputStream()));
            System.setErr(new PrintStream(kept, true, StandardCharsets.UTF_8));
            // It may have made its writers already.
            command.setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8));
            command.setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8));
            code = work.call();
        } catch (Exception e) {
            since = e instanceof LockHeldException held ? held.since() : since;
            code = Commands.report(e, new PrintWriter(System.err, true, StandardCharsets.UTF_8), options);
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
        String said = kept.text();
        if (notices.isToBeSaid(code, said.lines().anyMatch(Logging::isError), since)) {
            err.print(said);
            err.println(closing(code));
        }
        return code;
    }

    private String closing(ExitCode code) {
        return "pullover: exit code " + code.number() + "; not said again within " + Notices.REPEAT.toHours()
                + " hours while it lasts, see " + log;
    }
}
