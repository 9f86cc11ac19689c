package dev.pullover.common.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import dev.pullover.common.EpochTime;
import dev.pullover.common.ModuleName;
import dev.pullover.common.message.LogLevel;
import dev.pullover.common.message.LogLine;
import dev.pullover.common.queue.MessageSender;
import java.time.Clock;
import java.util.Optional;

/** Turns Logback's events into log lines for the queue. A full queue drops them: logging never blocks the work. */
final class QueueLogAppender extends AppenderBase<ILoggingEvent> {
    private static final String PACKAGE = "dev.pullover.";

    private final MessageSender<LogLine> sender;
    private final ModuleName self;
    private final Clock clock;
    private final CrashFiles crashes;
    private final MessageCatalogue catalogue = MessageCatalogue.load();
    private final Repeats repeats = new Repeats();
    private final long pid = ProcessHandle.current().pid();

    QueueLogAppender(MessageSender<LogLine> sender, ModuleName self, Clock clock, CrashFiles crashes) {
        this.sender = sender;
        this.self = self;
        this.clock = clock;
        this.crashes = crashes;
    }

    @Override
    public void stop() {
        repeats.due(EpochTime.nowNs(clock), true).forEach(sender::send);
        super.stop();
    }

    /** Tells of repetitions whose time is over. */
    void tick() {
        repeats.due(EpochTime.nowNs(clock), false).forEach(sender::send);
    }

    @Override
    protected void append(ILoggingEvent event) {
        ModuleName module = moduleOf(event.getLoggerName());
        LogLevel level = levelOf(event.getLevel());
        LogLine line = about(event, LogLine.of(EpochTime.nowNs(clock), module, level, pid, text(event)));
        if (!repeats.isNews(line)) {
            return;
        }
        repeats.watch(line).forEach(sender::send);
        sender.send(event.getThrowableProxy() == null ? line : withCrashFile(event, line));
    }

    private LogLine about(ILoggingEvent event, LogLine line) {
        Optional<MessageCatalogue.Entry> entry = catalogue.find(event.getLoggerName(), event.getMessage());
        if (entry.isEmpty()) {
            return line;
        }
        Object[] arguments = event.getArgumentArray();
        return line.about(
                entry.get().code(),
                argument(arguments, entry.get().serverArgument()),
                argument(arguments, entry.get().fileArgument()));
    }

    private static String argument(Object[] arguments, int index) {
        return arguments == null || index < 0 || index >= arguments.length ? "" : String.valueOf(arguments[index]);
    }

    private LogLine withCrashFile(ILoggingEvent event, LogLine line) {
        String all = event.getInstant() + " " + event.getFormattedMessage() + "\n"
                + ThrowableProxyUtil.asString(event.getThrowableProxy());
        return crashes.keep(line.module().word(), all)
                .map(name -> LineText.ending(line, line.timeNs(), " (" + name + ")"))
                .orElse(line);
    }

    /** In {@code pullover once} one process stands for all modules: the logger's name tells whose line it is. */
    private ModuleName moduleOf(String logger) {
        if (!logger.startsWith(PACKAGE)) {
            return self;
        }
        int end = logger.indexOf('.', PACKAGE.length());
        String word = logger.substring(PACKAGE.length(), end < 0 ? logger.length() : end);
        return ModuleName.ofWord(word).orElse(self);
    }

    private static String text(ILoggingEvent event) {
        IThrowableProxy thrown = event.getThrowableProxy();
        if (thrown == null) {
            return event.getFormattedMessage();
        }
        String kind = thrown.getClassName().substring(thrown.getClassName().lastIndexOf('.') + 1);
        return event.getFormattedMessage() + ": " + kind + ": " + thrown.getMessage();
    }

    private static LogLevel levelOf(Level level) {
        if (level.isGreaterOrEqual(Level.ERROR)) {
            return LogLevel.ERROR;
        }
        if (level.isGreaterOrEqual(Level.WARN)) {
            return LogLevel.WARN;
        }
        return level.isGreaterOrEqual(Level.INFO) ? LogLevel.INFO : LogLevel.DEBUG;
    }
}
