package dev.pullover.log;

import dev.pullover.common.logging.MessageCatalogue;
import dev.pullover.common.message.Escapes;
import dev.pullover.common.message.LogLine;
import java.time.ZoneId;

/**
 * A line of the text file, for people. Columns are aligned:
 *
 * <pre>
 * 2026-11-21T14:03:22.417+01:00 WARN  copylist       48211 lost production: refused [PLV-COPY-012]
 * </pre>
 *
 * One thread.
 */
final class TextFormat {
    private static final int LEVEL_CHARS = 6;
    private static final int MODULE_CHARS = 12;
    /** A pid of Linux has at most 7 digits. */
    private static final int PID_CHARS = 7;

    private static final char REPLACEMENT = '\uFFFD';

    private final TimeFormat time;

    /** @param zone whose local time is written */
    TextFormat(ZoneId zone) {
        this.time = new TimeFormat(zone, "xxx", 3);
    }

    void append(LogLine line, StringBuilder out) {
        time.append(line.timeNs(), out);
        out.append(' ');
        left(line.level().name(), LEVEL_CHARS, out);
        left(line.module().word(), MODULE_CHARS, out);
        right(Long.toString(line.pid()), PID_CHARS, out);
        out.append(' ');
        harmless(line.text(), out);
        if (line.code() != 0) {
            out.append(" [").append(MessageCatalogue.id(line.code())).append(']');
        }
        out.append('\n');
    }

    private static void left(String word, int chars, StringBuilder out) {
        out.append(word).append(" ".repeat(Math.max(1, chars - word.length())));
    }

    private static void right(String word, int chars, StringBuilder out) {
        out.append(" ".repeat(Math.max(0, chars - word.length()))).append(word);
    }

    /** Senders escape control characters; what a damaged queue brings must not break a line either. */
    static void harmless(String text, StringBuilder out) {
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            out.appendCodePoint(Escapes.isHarmful(c) ? REPLACEMENT : c);
            i += Character.charCount(c);
        }
    }
}
