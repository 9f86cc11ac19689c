package dev.pullover.stat;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/** What is answered. */
sealed interface Reply {
    String TEXT = "text/plain; charset=utf-8";
    String JSON = "application/json";

    /** What must not be kept by caches: states. */
    Map<String, String> FRESH = Map.of("Cache-Control", "no-store");

    /**
     * A whole answer.
     *
     * @param headers besides those that all answers have
     */
    record Content(int status, String type, byte[] body, Map<String, String> headers) implements Reply {}

    /** An answer that goes on. */
    record Live(EventStream stream) implements Reply {}

    /** A short text: what is wrong, and what to do. */
    static Content text(int status, String text) {
        return new Content(status, TEXT, (text + "\n").getBytes(StandardCharsets.UTF_8), FRESH);
    }

    /** JSON that is encoded already. */
    static Content json(int status, byte[] body) {
        return new Content(status, JSON, body, FRESH);
    }
}
