package dev.pullover.common.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.filter.ThresholdFilter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.FileAppender;
import dev.pullover.common.ModuleName;
import dev.pullover.common.message.LogLine;
import dev.pullover.common.queue.MessageSender;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.slf4j.LoggerFactory;

/**
 * Sets up Logback for this process, in code: an XML file would be parsed at every start of a short command. SLF4J's
 * logger factory is global, so this is too; it is called by those who wire a process, at its start and end.
 */
public final class Logging {
    private static final String PATTERN = "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %msg%n%nopex";
    /** Libraries that tell of their own affairs at INFO. */
    private static final List<String> CHATTY = List.of("net.openhft", "net.schmizz", "com.hierynomus");

    private Logging() {}

    /** Lines go to the queue of {@code writer}; errors also to stderr, for those who watch. */
    public static void toQueue(MessageSender<LogLine> sender, ModuleName writer, Clock clock) {
        LoggerContext context = reset(Level.INFO);
        QueueLogAppender appender = new QueueLogAppender(sender, writer, clock);
        appender.setContext(context);
        appender.start();
        root(context).addAppender(appender);
        root(context).addAppender(console(context, "WARN"));
    }

    /** Lines go to a file of their own: for publishlist, which knows no queues. */
    public static void toFile(Path file) {
        LoggerContext context = reset(Level.INFO);
        FileAppender<ILoggingEvent> appender = new FileAppender<>();
        appender.setContext(context);
        appender.setFile(file.toString());
        appender.setEncoder(encoder(context));
        appender.start();
        root(context).addAppender(appender);
        root(context).addAppender(console(context, "WARN"));
    }

    /** Warnings and errors go to stderr, nothing else anywhere: for short commands, and before and after the above. */
    public static void toStderr() {
        LoggerContext context = reset(Level.WARN);
        root(context).addAppender(console(context, "WARN"));
    }

    private static LoggerContext reset(Level level) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        root(context).setLevel(level);
        CHATTY.forEach(name -> context.getLogger(name).setLevel(Level.ERROR));
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
        console.setEncoder(encoder(context));
        console.addFilter(filter);
        console.start();
        return console;
    }

    private static PatternLayoutEncoder encoder(LoggerContext context) {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(PATTERN);
        encoder.start();
        return encoder;
    }

    private static Logger root(LoggerContext context) {
        return context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }
}
