package dev.pullover.log;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pullover.common.ExitCode;
import dev.pullover.common.ModuleName;
import dev.pullover.common.PulloverException;
import dev.pullover.common.cli.GlobalOptions;
import dev.pullover.common.cli.TimeSpan;
import dev.pullover.common.config.LogConfig;
import dev.pullover.common.message.LogLevel;
import dev.pullover.common.state.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.apache.commons.io.input.Tailer;
import org.apache.commons.io.input.TailerListenerAdapter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tail}: the last lines of the log, and those that come. Works whether or not the log module is running. */
@Command(name = "tail", description = "Show the last lines of the log.")
final class TailCommand implements Callable<ExitCode> {
    private static final int DEFAULT_LINES = 10;
    /** Lines of different modules are in the order of time only within a batch. */
    private static final Duration DISORDER = Duration.ofSeconds(5);

    private static final Duration FOLLOW_INTERVAL = Duration.ofMillis(100);

    @Option(
            names = {"-f", "--follow"},
            description = "Go on with the lines that come, until interrupted.")
    private boolean follow;

    @Option(
            names = {"-n", "--lines"},
            description = "Lines to begin with (default: 10, or all with --since).")
    private @Nullable Integer lines;

    @Option(names = "--module", split = ",", paramLabel = "NAME", description = "Only lines of these modules.")
    private Set<ModuleName> modules = Set.of();

    @Option(names = "--level", description = "Only lines of this level and above: DEBUG, INFO, WARN, ERROR.")
    private LogLevel level = LogLevel.DEBUG;

    @Option(
            names = "--since",
            paramLabel = "DURATION",
            converter = TimeSpan.Converter.class,
            description = "Only lines not older than this, such as 10m.")
    private @Nullable Duration since;

    @Option(names = "--grep", paramLabel = "REGEX", description = "Only lines in which this is found.")
    private @Nullable Pattern pattern;

    @Option(names = "--json", description = "JSON lines (Elastic Common Schema).")
    private boolean json;

    @Spec
    private @Nullable CommandSpec spec;

    private final GlobalOptions options;
    private final Clock clock;
    private final ObjectMapper mapper = Json.mapper();

    TailCommand(GlobalOptions options, Clock clock) {
        this.options = options;
        this.clock = clock;
    }

    @Override
    public ExitCode call() throws IOException {
        LogConfig config = options.loadConfig().log();
        Path file = json ? config.json() : config.file();
        LineFilter filter = new LineFilter(
                modules, level, since == null ? null : clock.instant().minus(since), pattern);
        PrintWriter out = spec.commandLine().getOut();
        long end = showLast(file, filter, out);
        if (follow) {
            follow(new FollowedFile(file, end), filter, out);
        }
        return ExitCode.OK;
    }

    private long showLast(Path file, LineFilter filter, PrintWriter out) throws IOException {
        int all = since == null ? DEFAULT_LINES : Integer.MAX_VALUE;
        LogHistory history = new LogHistory(
                file, lines == null ? all : lines, line -> filter.accepts(line, parse(line)), line -> parse(line)
                        .filter(parsed -> isTooOld(parsed, filter))
                        .isPresent());
        try {
            long end = history.read();
            history.lines().forEach(line -> show(line, out));
            return end;
        } catch (NoSuchFileException e) {
            if (follow) {
                return 0;
            }
            throw new PulloverException(
                    ExitCode.USAGE, "no log yet: " + file + " is made when the log module first runs", e);
        } finally {
            out.flush();
        }
    }

    private void follow(FollowedFile file, LineFilter filter, PrintWriter out) {
        Tailer.builder()
                .setTailable(file)
                .setTailFromEnd(true)
                .setDelayDuration(FOLLOW_INTERVAL)
                .setCharset(StandardCharsets.UTF_8)
                .setIgnoreTouch(true)
                .setStartThread(false)
                .setTailerListener(new Follower(filter, out))
                .get()
                .run();
    }

    private void show(String line, PrintWriter out) {
        out.println(!json && Ansi.AUTO.enabled() ? LineColours.paint(line, parse(line)) : line);
    }

    private Optional<ParsedLine> parse(String line) {
        return json ? ParsedLine.ofJson(line, mapper) : ParsedLine.ofText(line);
    }

    private static boolean isTooOld(ParsedLine line, LineFilter filter) {
        return filter.since() != null && line.time().isBefore(filter.since().minus(DISORDER));
    }

    /** Shows what comes, until nobody reads it any more. */
    private final class Follower extends TailerListenerAdapter {
        private final LineFilter filter;
        private final PrintWriter out;
        private @Nullable Tailer tailer;

        Follower(LineFilter filter, PrintWriter out) {
            this.filter = filter;
            this.out = out;
        }

        @Override
        public void init(Tailer newTailer) {
            tailer = newTailer;
        }

        @Override
        public void handle(String line) {
            if (filter.accepts(line, parse(line))) {
                show(line, out);
            }
        }

        @Override
        public void endOfFileReached() {
            if (out.checkError() && tailer != null) {
                tailer.close();
            }
        }
    }
}
