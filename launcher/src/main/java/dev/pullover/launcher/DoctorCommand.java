package dev.pullover.launcher;

import dev.pullover.common.ExitCode;
import dev.pullover.common.cli.GlobalOptions;
import dev.pullover.common.state.Json;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code doctor}: what is in order, what is not, and what to do about it. */
@Command(
        name = "doctor",
        description = {
            "Check everything in order: JVM, configuration, directories, space, file system, keys, names, each server"
                    + " layer by layer, clocks, locks and queues; and say what to do.",
            "Changes nothing, and prints no secret: the output can be pasted into a ticket."
        },
        footer = {"", "Exit code 0 if nothing is wrong (warnings may be there), 6 if something is."})
final class DoctorCommand implements Callable<ExitCode> {
    private final GlobalOptions options;

    @Option(names = "--json", description = "As JSON.")
    private boolean json;

    DoctorCommand(GlobalOptions options) {
        this.options = options;
    }

    @Override
    public ExitCode call() throws IOException, InterruptedException {
        List<Finding> findings = new Doctor(options, Clock.systemUTC()).examine();
        if (json) {
            System.out.println(Json.prettyMapper().writeValueAsString(findings));
        } else {
            findings.forEach(System.out::println);
            System.out.println(Finding.summary(findings));
        }
        return Finding.count(findings, Finding.Level.FAILURE) == 0 ? ExitCode.OK : ExitCode.VERIFICATION;
    }
}
