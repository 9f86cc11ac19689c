package dev.pullover.common.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.filter.ThresholdFilter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.rolling.RollingFileAppender;
import dev.pullover.common.ModuleName;
import dev.pullover.common.message.LogLevel;
import dev.pullover.common.message.LogLine;
import dev.pullover.common.queue.MessageSender;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Sets up Logback for this process, in code: an XML file would be parsed at every start of a short command. SLF4J's
 * logger factory is global, so this is too; it is called by those who wire a process, at its start and end.
 */
public final class Logging {
    private static final String PATTERN = "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %escaped%n%nopex";
    private static final Pattern ERROR_LINE = Pattern.compile("\\d\\S+ ERROR ");
    /** Libraries that tell of their own affairs at INFO. */
    private static final List<String> CHATTY = List.of("net.openhft", "net.schmizz", "com.hierynomus");

    private static final long MAX_FILE_BYTES = 16 << 20;

    private Logging() {}

    /**
     * Lines go to the queue of {@code writer}; warnings and errors also to stderr, for those who watch.
     *
     * @param level the lowest that is sent
     * @param crashFolder where the full text of exceptions is kept
     * @return to be run about once a second: tells of repeated lines when their time is over
     */
    public static Runnable toQueue(
            MessageSender<LogLine> sender, ModuleName writer, Clock clock, LogLevel level, Path crashFolder) {
        LoggerContext context = reset(Level.WARN);
        // Libraries tell of themselves at INFO, and of everything at DEBUG.
        context.getLogger("dev.pullover").setLevel(Level.toLevel(level.name()));
        QueueLogAppender appender = new QueueLogAppender(sender, writer, clock, new CrashFiles(crashFolder));
        appender.setContext(context);
        appender.start();
        root(context).addAppender(appender);
        root(context).addAppender(console(context, "WARN"));
        return appender::tick;
    }

    /**
     * Lines go to a file of their own: for publishlist, which knows no queues. A file of {@value #MAX_FILE_BYTES} bytes becomes
     * {@code FILE.1}, what was that {@code FILE.2}, and so on up to {@value FileRolling#OLD_FILES}.
     */
    public static void toFile(Path file) {
        toFile(file, MAX_FILE_BYTES);
    }

    static void toFile(Path file, long maxBytes) {
        LoggerContext context = reset(Level.INFO);
        RollingFileAppender<ILoggingEvent> appender = new RollingFileAppender<>();
        appender.setContext(context);
        appender.setFile(file.toString());
        appender.setEncoder(encoder(context, MessageCatalogue.load()));
        FileRolling rolling = new FileRolling(file, maxBytes);
        rolling.setContext(context);
        rolling.setParent(appender);
        rolling.start();
        appender.setRollingPolicy(rolling);
        appender.setTriggeringPolicy(rolling);
        appender.start();
        root(context).addAppender(appender);
        root(context).addAppender(console(context, "WARN"));
    }

    /** Warnings and errors go to stderr, nothing else anywhere: for short commands, and before and after the above. */
    public static void toStderr() {
        LoggerContext context = reset(Level.WARN);
        root(context).addAppender(console(context, "WARN"));
    }

    /** Whether a line that was printed on stderr is that of an error. */
    public static boolean isError(String line) {
        return ERROR_LINE.matcher(line).lookingAt();
    }

    private static LoggerContext reset(Level level) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        root(context).setLevel(level);
        CHATTY.forEach(name -> context.getLogger(name).setLevel(Level.ERROR));
        // What a reader misses because it was over budget is counted and told by us.
        context.getLogger("net.openhft.chronicle.queue.impl.single.SingleChronicleQueue")
                .setLevel(Level.OFF);
        // The demo stops its embedded servers under load, which is an error to them.
        context.getLogger("org.apache.sshd").setLevel(Level.OFF);
        return context;
    }

    private static ConsoleAppender<ILoggingEvent> console(LoggerContext context, String threshold) {
        ThresholdFilter filter = new ThresholdFilter();
        filter.setLevel(threshold);
        filter.start();
        ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
        console.setContext(context);
        console.setTarget("System.err");
        console.setEncoder(encoder(context, null));
        console.addFilter(filter);
        console.start();
        return console;
    }

    private static Encoder<ILoggingEvent> encoder(LoggerContext context, @Nullable MessageCatalogue catalogue) {
        PatternLayout layout = new PatternLayout();
        layout.setContext(context);
        layout.getInstanceConverterMap().put("escaped", () -> new EscapedMessage(catalogue));
        layout.setPattern(PATTERN);
        layout.start();
        LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
        encoder.setContext(context);
        encoder.setLayout(layout);
        encoder.start();
        return encoder;
    }

    private static Logger root(LoggerContext context) {
        return context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }
}
