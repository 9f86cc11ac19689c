package dev.pullover.log;

import dev.pullover.common.ModuleName;
import dev.pullover.common.message.LogLevel;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which lines of a log file are wanted.
 *
 * @param modules whose lines; empty: all
 * @param lowest level
 * @param since time of the oldest, or null
 * @param pattern to be found in the line, or null
 */
record LineFilter(
        Set<ModuleName> modules,
        LogLevel lowest,
        @Nullable Instant since,
        @Nullable Pattern pattern) {
    LineFilter {
        modules = Set.copyOf(modules);
    }

    /** Whether {@code line} is wanted. What is no line of ours passes only if everything does. */
    boolean accepts(String line, Optional<ParsedLine> parsed) {
        return parsed.map(this::accepts).orElse(acceptsAnything())
                && (pattern == null || pattern.matcher(line).find());
    }

    private boolean accepts(ParsedLine line) {
        return (modules.isEmpty() || modules.contains(line.module()))
                && line.level().compareTo(lowest) >= 0
                && (since == null || !line.time().isBefore(since));
    }

    private boolean acceptsAnything() {
        return modules.isEmpty() && lowest == LogLevel.DEBUG && since == null;
    }
}
