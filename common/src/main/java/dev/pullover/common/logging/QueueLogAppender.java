package dev.pullover.common.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.AppenderBase;
import dev.pullover.common.EpochTime;
import dev.pullover.common.ModuleName;
import dev.pullover.common.message.LogLevel;
import dev.pullover.common.message.LogLine;
import dev.pullover.common.queue.MessageSender;
import java.time.Clock;

/** Turns Logback's events into log lines for the queue. A full queue drops them: logging never blocks the work. */
final class QueueLogAppender extends AppenderBase<ILoggingEvent> {
    private static final String PACKAGE = "dev.pullover.";

    private final MessageSender<LogLine> sender;
    private final ModuleName self;
    private final Clock clock;
    private final long pid = ProcessHandle.current().pid();

    QueueLogAppender(MessageSender<LogLine> sender, ModuleName self, Clock clock) {
        this.sender = sender;
        this.self = self;
        this.clock = clock;
    }

    @Override
    protected void append(ILoggingEvent event) {
        sender.send(LogLine.of(
                EpochTime.nowNs(clock), moduleOf(event.getLoggerName()), levelOf(event.getLevel()), pid, text(event)));
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
        return event.getFormattedMessage() + ": " + thrown.getClassName() + ": " + thrown.getMessage();
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
