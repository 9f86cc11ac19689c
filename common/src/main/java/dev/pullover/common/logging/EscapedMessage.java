package dev.pullover.common.logging;

import ch.qos.logback.classic.pattern.MessageConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import dev.pullover.common.message.Escapes;
import org.jspecify.annotations.Nullable;

/** The message of an event on one line, whatever is in it, and its id. */
final class EscapedMessage extends MessageConverter {
    private final @Nullable MessageCatalogue catalogue;

    /** @param catalogue where ids are looked up; null: they are left out */
    EscapedMessage(@Nullable MessageCatalogue catalogue) {
        this.catalogue = catalogue;
    }

    @Override
    public String convert(ILoggingEvent event) {
        String text = Escapes.escape(super.convert(event));
        if (catalogue == null) {
            return text;
        }
        return catalogue
                .find(event.getLoggerName(), event.getMessage())
                .map(entry -> text + " [" + MessageCatalogue.id(entry.code()) + "]")
                .orElse(text);
    }
}
