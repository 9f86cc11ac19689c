package dev.pullover.launcher;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.commons.io.input.ReversedLinesFileReader;

/** The last line of each module in the log, found from its end. */
final class LastMessages {
    /** A module that has been silent for longer has nothing to say now. */
    private static final int MAX_LINES = 20_000;
    /** Time, level, module, process id, text; see docs/formats.md. */
    private static final int COLUMNS = 5;

    private LastMessages() {}

    /**
     * By module, with time and level; empty for those that have written nothing lately.
     *
     * @param log the text file
     * @param modules words of those that are wanted
     */
    static Map<String, String> read(Path log, Set<String> modules) throws IOException {
        Map<String, String> found = new HashMap<>();
        if (!Files.exists(log)) {
            return found;
        }
        try (ReversedLinesFileReader reader = ReversedLinesFileReader.builder()
                .setPath(log)
                .setCharset(StandardCharsets.UTF_8)
                .get()) {
            String line = reader.readLine();
            for (int i = 0; line != null && i < MAX_LINES && found.size() < modules.size(); i++) {
                String[] columns = line.split(" +", COLUMNS);
                if (columns.length == COLUMNS && modules.contains(columns[2])) {
                    found.putIfAbsent(columns[2], columns[0] + " " + columns[1] + " " + columns[4]);
                }
                line = reader.readLine();
            }
        }
        return found;
    }
}
