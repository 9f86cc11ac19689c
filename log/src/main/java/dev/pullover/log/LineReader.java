package dev.pullover.log;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import org.jspecify.annotations.Nullable;

/** Reads lines of any length, of which it keeps the beginning. One thread. */
final class LineReader {
    /** More than a log line can take. */
    private static final int MAX_CHARS = 1024;

    private static final int END = -1;

    private final BufferedReader reader;

    LineReader(Reader reader) {
        this.reader = new BufferedReader(reader);
    }

    /** The next line, waiting for it if need be; null at the end. */
    @Nullable
    String next() throws IOException {
        int c = reader.read();
        if (c == END) {
            return null;
        }
        StringBuilder line = new StringBuilder();
        for (; c != END && c != '\n'; c = reader.read()) {
            if (line.length() < MAX_CHARS) {
                line.append((char) c);
            }
        }
        int last = line.length() - 1;
        return last >= 0 && line.charAt(last) == '\r' ? line.substring(0, last) : line.toString();
    }

    /** The next line if one has begun to come, else null. */
    @Nullable
    String nextIfReady() throws IOException {
        return reader.ready() ? next() : null;
    }
}
