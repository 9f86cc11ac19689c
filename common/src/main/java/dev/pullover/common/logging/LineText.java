package dev.pullover.common.logging;

import dev.pullover.common.ModuleName;
import dev.pullover.common.message.Escapes;
import dev.pullover.common.message.LogLevel;
import dev.pullover.common.message.LogLine;
import dev.pullover.common.message.Utf8;

/** Texts of which the end must be seen, so that it is the beginning which is cut where both do not fit. */
final class LineText {
    private LineText() {}

    /** The line {@code first} at another time, with {@code end} behind its text. */
    static LogLine ending(LogLine first, long timeNs, String end) {
        return ending(timeNs, first.module(), first.level(), first.pid(), first.text(), end)
                .about(first.code(), first.server(), first.file());
    }

    /** A line of {@code text} and {@code end}. */
    static LogLine ending(long timeNs, ModuleName module, LogLevel level, long pid, String text, String end) {
        String plain = Escapes.escape(text);
        String fitting = Utf8.cut(plain, LogLine.MAX_TEXT_BYTES - Utf8.length(end));
        LogLine line = LogLine.of(timeNs, module, level, pid, fitting + end);
        boolean cut = line.cut() || !fitting.equals(plain);
        return new LogLine(timeNs, module, level, pid, 0, "", "", cut, line.text());
    }
}
