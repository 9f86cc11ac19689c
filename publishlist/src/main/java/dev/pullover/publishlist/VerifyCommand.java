package dev.pullover.publishlist;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pullover.common.ExitCode;
import dev.pullover.common.cli.GlobalOptions;
import dev.pullover.common.state.Json;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code publishlist verify}. */
@Command(
        name = "verify",
        description =
                "Read the whole outbox, compare it with the catalog and name each difference. Exit code 6 if there"
                        + " are any, 5 while a publisher is running.")
final class VerifyCommand implements Callable<ExitCode> {
    private final GlobalOptions options;
    private final PublisherContext context;
    private final ObjectMapper mapper = Json.mapper();

    @Option(names = "--json", description = "Print each difference, and at the end the summary, as a line of JSON.")
    private boolean json;

    @Spec
    private @Nullable CommandSpec spec;

    VerifyCommand(GlobalOptions options, PublisherContext context) {
        this.options = options;
        this.context = context;
    }

    @Override
    public ExitCode call() throws InterruptedException {
        try (Publisher publisher = Publisher.openLogging(options.loadConfig().requirePublish(), context)) {
            PrintWriter out = spec.commandLine().getOut();
            VerifyReport report = publisher.verify(difference -> out.println(text(difference)));
            out.println(json ? json(report) : report.summary());
            return report.exitCode();
        }
    }

    private String text(VerifyReport.Difference difference) {
        String path = difference.path().toString();
        return json ? json(Map.of("path", path, "problem", difference.problem())) : path + " " + difference.problem();
    }

    private String json(Object value) {
        try {
            return mapper.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
