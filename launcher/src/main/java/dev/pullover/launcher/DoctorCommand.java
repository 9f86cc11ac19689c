package dev.pullover.launcher;

import dev.pullover.common.ExitCode;
import dev.pullover.common.cli.GlobalOptions;
import dev.pullover.common.config.ServerConfig;
import dev.pullover.common.state.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code doctor}: what is in order, what is not, and what to do about it. */
@Command(
        name = "doctor",
        description = "Check configuration, directories, space, keys and servers, and say what to do."
                + " Exit code 6 if something is wrong.")
final class DoctorCommand implements Callable<ExitCode> {
    private final GlobalOptions options;

    @Option(names = "--json", description = "As JSON.")
    private boolean json;

    DoctorCommand(GlobalOptions options) {
        this.options = options;
    }

    @Override
    public ExitCode call() throws IOException {
        List<Finding> findings = new Doctor(options.loadConfig(), this::check).examine();
        if (json) {
            System.out.println(Json.prettyMapper().writeValueAsString(findings));
        } else {
            findings.forEach(System.out::println);
        }
        boolean wrong = findings.stream().anyMatch(finding -> finding.level() == Finding.Level.FAILURE);
        return wrong ? ExitCode.VERIFICATION : ExitCode.OK;
    }

    /** The same check that operators can run themselves. */
    private Finding check(ServerConfig server) {
        StringWriter out = new StringWriter();
        CommandLine check = dev.pullover.testserver.Main.commandLine(options)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(out))
                .setExecutionExceptionHandler((e, line, parsed) -> {
                    line.getErr().println(e.getMessage());
                    return ExitCode.FAILURE.number();
                });
        check.execute("check", server.name());
        ExitCode code = check.getSubcommands().get("check").getExecutionResult();
        String detail = out.toString()
                .lines()
                .skip(1)
                .map(line -> line.strip().replaceAll(" {2,}", " "))
                .collect(Collectors.joining("; "));
        return code == ExitCode.OK
                ? Finding.ok("server " + server.name(), detail)
                : Finding.failure(
                        "server " + server.name(),
                        detail,
                        "see what the layer says: pullover testserver check " + server.name());
    }
}
