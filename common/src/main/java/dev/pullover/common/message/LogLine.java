package dev.pullover.common.message;

import dev.pullover.common.ModuleName;

/**
 * One line for the log.
 *
 * @param timeNs when it was written, nanoseconds since 1970 UTC
 * @param module who wrote it
 * @param level how much it matters
 * @param pid process that wrote it
 * @param cut whether text was left out because it was too long
 * @param text at most {@link #MAX_TEXT_BYTES} bytes of UTF-8, without control characters; {@link #of} sees to both
 */
public record LogLine(long timeNs, ModuleName module, LogLevel level, long pid, boolean cut, String text) {
    /** Longest text, in bytes of UTF-8. */
    public static final int MAX_TEXT_BYTES = 128;

    /** A line of any text: control characters are escaped, so that nobody forges a line, and what is too long is cut. */
    public static LogLine of(long timeNs, ModuleName module, LogLevel level, long pid, String text) {
        String plain = escapeControls(text);
        String fitting = Utf8.cut(plain, MAX_TEXT_BYTES);
        return new LogLine(timeNs, module, level, pid, !fitting.equals(plain), fitting);
    }

    private static String escapeControls(String text) {
        if (text.chars().noneMatch(LogLine::mustBeEscaped)) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length() + 8);
        text.chars().forEach(c -> {
            switch (c) {
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (mustBeEscaped(c)) {
                        out.append(String.format("\\u%04x", c));
                    } else {
                        out.append((char) c);
                    }
                }
            }
        });
        return out.toString();
    }

    /** Control characters, and the separators that some viewers take for the end of a line. */
    private static boolean mustBeEscaped(int c) {
        return Character.isISOControl(c) || c == '\u2028' || c == '\u2029';
    }
}
