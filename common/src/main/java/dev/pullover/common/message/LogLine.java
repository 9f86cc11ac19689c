package dev.pullover.common.message;

import dev.pullover.common.ModuleName;

/**
 * One line for the log.
 *
 * @param timeNs when it was written, nanoseconds since 1970 UTC
 * @param module who wrote it
 * @param level how much it matters
 * @param pid process that wrote it
 * @param code number of the message in the catalogue of messages, 1 to 65535; 0 if it has none
 * @param server name of the server that it is about, at most {@link #MAX_SERVER_BYTES} bytes of UTF-8, or empty
 * @param file path of the file that it is about, at most {@link #MAX_FILE_BYTES} bytes of UTF-8, or empty
 * @param cut whether text was left out because it was too long
 * @param text at most {@link #MAX_TEXT_BYTES} bytes of UTF-8, without control characters; {@link #of} sees to both
 */
public record LogLine(
        long timeNs,
        ModuleName module,
        LogLevel level,
        long pid,
        int code,
        String server,
        String file,
        boolean cut,
        String text) {
    /** Longest text, in bytes of UTF-8. */
    public static final int MAX_TEXT_BYTES = 128;
    /** Longest name of a server, in bytes of UTF-8. */
    public static final int MAX_SERVER_BYTES = 32;
    /** Longest path of a file, in bytes of UTF-8; a longer one is cut. */
    public static final int MAX_FILE_BYTES = 250;

    /** A line of any text: control characters are escaped, so that nobody forges a line, and what is too long is cut. */
    public static LogLine of(long timeNs, ModuleName module, LogLevel level, long pid, String text) {
        String plain = Escapes.escape(text);
        String fitting = Utf8.cut(plain, MAX_TEXT_BYTES);
        return new LogLine(timeNs, module, level, pid, 0, "", "", !fitting.equals(plain), fitting);
    }

    /** The same line with its number in the catalogue, and what it is about; both may be empty and of any length. */
    public LogLine about(int messageCode, String aboutServer, String aboutFile) {
        return new LogLine(
                timeNs,
                module,
                level,
                pid,
                messageCode,
                Utf8.cut(Escapes.escape(aboutServer), MAX_SERVER_BYTES),
                Utf8.cut(Escapes.escape(aboutFile), MAX_FILE_BYTES),
                cut,
                text);
    }
}
