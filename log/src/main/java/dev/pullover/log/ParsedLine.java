package dev.pullover.log;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pullover.common.ModuleName;
import dev.pullover.common.message.LogLevel;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;

/**
 * What a line of a log file says of itself.
 *
 * @param time when it was written
 * @param level how much it matters
 * @param module who wrote it
 */
record ParsedLine(Instant time, LogLevel level, ModuleName module) {
    /** Time, level, module, and the rest. */
    private static final int COLUMNS = 4;

    /** Reads a line of the text file; empty if it is none of ours. */
    static Optional<ParsedLine> ofText(String line) {
        String[] columns = line.split(" +", COLUMNS);
        return columns.length < COLUMNS ? Optional.empty() : of(columns[0], columns[1], columns[2]);
    }

    /** Reads a line of the JSON file; empty if it is none of ours. */
    static Optional<ParsedLine> ofJson(String line, ObjectMapper mapper) {
        try {
            JsonNode node = mapper.readTree(line);
            return of(
                    node.path("@timestamp").asText(),
                    node.path("log.level").asText(),
                    node.path("event.module").asText());
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    private static Optional<ParsedLine> of(String time, String level, String module) {
        try {
            Instant instant = OffsetDateTime.parse(time).toInstant();
            return LogLevel.ofWord(level)
                    .flatMap(l -> ModuleName.ofWord(module).map(m -> new ParsedLine(instant, l, m)));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
