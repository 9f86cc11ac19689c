package dev.pullover.stat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The last lines of the log file. */
final class LogTail {
    private static final int LINES = 60;
    /** More than that many lines of the longest text take. */
    private static final int MAX_BYTES = 16 << 10;
    /** Time, level, module, process id, text: docs/formats.md, "Log files". */
    private static final Pattern FORM = Pattern.compile("(\\S+)\\s+(\\S+)\\s+(\\S+)\\s+(\\d+)\\s(.*)");

    private LogTail() {}

    /** A line, as the page shows it. */
    record Line(String time, String level, String module, String text) {}

    /** The last lines, oldest first; none if there is no file yet. */
    static List<Line> read(Path file) throws IOException {
        List<String> lines = tail(file).lines().toList();
        return lines.subList(Math.max(0, lines.size() - LINES), lines.size()).stream()
                .map(FORM::matcher)
                .filter(Matcher::matches)
                .map(form -> new Line(form.group(1), form.group(2), form.group(3), form.group(5)))
                .toList();
    }

    private static String tail(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer bytes = ByteBuffer.allocate(MAX_BYTES);
            long from = Math.max(0, channel.size() - MAX_BYTES);
            while (bytes.hasRemaining() && channel.read(bytes, from + bytes.position()) >= 0) {
                // Until the buffer is full or the file ends.
            }
            String text = new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
            // The first line may lack its beginning.
            return from == 0 ? text : text.substring(text.indexOf('\n') + 1);
        } catch (NoSuchFileException e) {
            return "";
        }
    }
}
