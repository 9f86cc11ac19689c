package dev.pullover.publishlist;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pullover.common.state.Json;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.Map;

/** Prints differences and a summary, for people or as lines of JSON. */
final class Differences {
    private final PrintWriter out;
    private final boolean json;
    private final ObjectMapper mapper = Json.mapper();

    Differences(PrintWriter out, boolean json) {
        this.out = out;
        this.json = json;
    }

    void print(VerifyReport.Difference difference) {
        Map<String, String> fields = Map.of("path", difference.path().toString(), "problem", difference.problem());
        print(difference.text(), fields);
    }

    /** Prints one line: {@code text}, or {@code value} as JSON. */
    void print(String text, Object value) {
        try {
            out.println(json ? mapper.writeValueAsString(value) : text);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
