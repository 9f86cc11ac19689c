package dev.pullover.common.logging;

import ch.qos.logback.classic.pattern.MessageConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import dev.pullover.common.message.Escapes;

/** The message of an event on one line, whatever is in it. */
final class EscapedMessage extends MessageConverter {
    @Override
    public String convert(ILoggingEvent event) {
        return Escapes.escape(super.convert(event));
    }
}
