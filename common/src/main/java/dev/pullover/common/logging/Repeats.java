package dev.pullover.common.logging;

import dev.pullover.common.message.LogLevel;
import dev.pullover.common.message.LogLine;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Lets a warning or error pass once, counts its repetitions for a minute, and then makes one line of them. Changes of state
 * ({@code INFO}) always pass: whether one happened twice matters. Thread-safe.
 */
final class Repeats {
    private static final long WINDOW_NS = TimeUnit.SECONDS.toNanos(60);
    /** Different lines watched at a time; the oldest is let go for a new one. */
    private static final int MAX_WATCHED = 256;

    private final Map<Key, Seen> watched = new LinkedHashMap<>();

    /** Whether {@code line} is new; if not, it is counted. */
    synchronized boolean isNews(LogLine line) {
        if (line.level().compareTo(LogLevel.WARN) < 0) {
            return true;
        }
        Seen seen = watched.get(new Key(line));
        if (seen == null || line.timeNs() - seen.first.timeNs() >= WINDOW_NS) {
            return true;
        }
        seen.repetitions++;
        seen.lastNs = line.timeNs();
        return false;
    }

    /** Begins to watch a line that {@link #isNews}; returns what is to be told of lines before. */
    synchronized List<LogLine> watch(LogLine line) {
        if (line.level().compareTo(LogLevel.WARN) < 0) {
            return List.of();
        }
        List<LogLine> summaries = new ArrayList<>();
        remove(new Key(line), summaries);
        if (watched.size() >= MAX_WATCHED) {
            remove(watched.keySet().iterator().next(), summaries);
        }
        watched.put(new Key(line), new Seen(line));
        return summaries;
    }

    /** Summaries of the lines whose minute is over at {@code nowNs}; with {@code all}, of the others, too. */
    synchronized List<LogLine> due(long nowNs, boolean all) {
        List<LogLine> summaries = new ArrayList<>();
        for (Iterator<Seen> each = watched.values().iterator(); each.hasNext(); ) {
            Seen seen = each.next();
            if (all || nowNs - seen.first.timeNs() >= WINDOW_NS) {
                seen.summarise(summaries);
                each.remove();
            }
        }
        return summaries;
    }

    private void remove(Key key, List<LogLine> summaries) {
        Seen old = watched.remove(key);
        if (old != null) {
            old.summarise(summaries);
        }
    }

    /** What makes two lines the same. */
    private record Key(int code, String module, LogLevel level, String server, String file, String text) {
        Key(LogLine line) {
            this(line.code(), line.module().word(), line.level(), line.server(), line.file(), line.text());
        }
    }

    private static final class Seen {
        private final LogLine first;
        private long repetitions;
        private long lastNs;

        Seen(LogLine first) {
            this.first = first;
        }

        void summarise(List<LogLine> summaries) {
            if (repetitions == 0) {
                return;
            }
            long seconds = Math.max(1, TimeUnit.NANOSECONDS.toSeconds(lastNs - first.timeNs()));
            String times = repetitions == 1 ? "1 time" : repetitions + " times";
            String end = " (repeated " + times + " in " + seconds + " s)";
            summaries.add(LineText.ending(first, lastNs, end));
        }
    }
}
