package dev.pullover.common.message;

import java.util.Locale;
import java.util.Optional;

/** How much a log line matters. */
public enum LogLevel {
    /** Per file; off unless asked for. */
    DEBUG(1),
    /** State changes and summaries. */
    INFO(2),
    /** Degraded but handled. */
    WARN(3),
    /** Someone must act. */
    ERROR(4);

    private final int id;

    LogLevel(int id) {
        this.id = id;
    }

    /** The id in binary messages, never reused. */
    public int id() {
        return id;
    }

    /** Its name in lower case. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The level with this id.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static LogLevel of(int id) {
        if (id < 1 || id > values().length) {
            throw new IllegalArgumentException("unknown log level " + id);
        }
        return values()[id - 1];
    }

    /** The level of this name in either case, if there is one. */
    public static Optional<LogLevel> ofWord(String word) {
        try {
            return Optional.of(valueOf(word.toUpperCase(Locale.ROOT)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
