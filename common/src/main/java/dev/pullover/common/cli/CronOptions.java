package dev.pullover.common.cli;

import dev.pullover.common.ExitCode;
import dev.pullover.common.config.Config;
import dev.pullover.common.state.StateDirectory;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options of every {@code once}: what to do beside another run, and when to bother people. */
public final class CronOptions {
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(10);

    @Option(names = "--wait", description = "Wait for another run to end instead of ending at once with exit code 5.")
    private boolean wait;

    @Option(
            names = "--lock-timeout",
            paramLabel = "DURATION",
            converter = TimeSpan.Converter.class,
            description = "How long to wait for another run, such as 30s (10m if not given); then exit code 5."
                    + " Includes --wait.")
    private @Nullable Duration lockTimeout;

    @Option(
            names = "--quiet",
            description = "Print nothing unless a person is needed, and then no more than once a day for the same"
                    + " trouble: for cron, which mails what is printed. Exit codes stay.")
    private boolean quiet;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    /** How long to wait for locks that other processes hold; zero if not at all. */
    public Duration lockPatience() {
        if (lockTimeout != null) {
            return lockTimeout;
        }
        return wait ? LONGEST_WAIT : Duration.ZERO;
    }

    /** Does the work of command {@code what} of a replica server: silently if that is wished. */
    public ExitCode run(String what, GlobalOptions options, Config config, Callable<ExitCode> work) throws Exception {
        StateDirectory state = new StateDirectory(config.requireReplica().state());
        return run(state.notices(what), state.root().resolve(config.log().file()), options, work);
    }

    /**
     * Same for any command.
     *
     * @param notices file that remembers what people were told
     * @param log where they find more
     */
    public ExitCode run(Path notices, Path log, GlobalOptions options, Callable<ExitCode> work) throws Exception {
        if (!quiet) {
            return work.call();
        }
        return new QuietRun(command.commandLine(), new Notices(notices, Clock.systemUTC()), log, options).run(work);
    }
}
