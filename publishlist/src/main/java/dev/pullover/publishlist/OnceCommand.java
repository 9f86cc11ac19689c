package dev.pullover.publishlist;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.pullover.common.ExitCode;
import dev.pullover.common.cli.CronOptions;
import dev.pullover.common.cli.GlobalOptions;
import dev.pullover.common.config.PublishConfig;
import dev.pullover.common.state.Json;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code publishlist once}. Stopped in the middle, it is completed by the next one. */
@Command(name = "once", description = "Publish what is new and end, for cron. Exit code 4 if some files could not be.")
final class OnceCommand implements Callable<ExitCode> {
    private final GlobalOptions options;
    private final PublisherContext context;

    @Mixin
    private final CronOptions cron = new CronOptions();

    @Option(names = "--json", description = "Print the summary as JSON.")
    private boolean json;

    @Spec
    private @Nullable CommandSpec spec;

    OnceCommand(GlobalOptions options, PublisherContext context) {
        this.options = options;
        this.context = context;
    }

    @Override
    public ExitCode call() throws Exception {
        PublishConfig config = options.loadConfig().requirePublish();
        Path state = config.state();
        return cron.run(
                state.resolve("once.notices"), state.resolve(Publisher.LOG_FILE), options, () -> publish(config));
    }

    private ExitCode publish(PublishConfig config) throws InterruptedException, JsonProcessingException {
        try (Publisher publisher = Publisher.openLogging(config, context, cron.lockPatience())) {
            PublishReport report = publisher.publishOnce();
            PrintWriter out = spec.commandLine().getOut();
            out.println(json ? Json.mapper().writeValueAsString(report) : report.summary());
            return report.exitCode();
        }
    }
}
