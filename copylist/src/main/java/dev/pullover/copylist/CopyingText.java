package dev.pullover.copylist;

import dev.pullover.common.cli.Amounts;
import dev.pullover.common.state.CopyingFile.Content;
import dev.pullover.common.state.CopyingFile.InFlight;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What is in flight, for people. */
final class CopyingText {
    private static final int PERCENT = 100;
    private static final String CUT = "…";

    private CopyingText() {}

    /** How far it is, in one line: {@code 12 of 42 files, 52.4 MB of 1.1 GB (5 %), 15.0 MB/s, 1 min 12 s to go}. */
    static String summary(Content content) {
        long files = content.doneFiles() + content.leftFiles();
        long bytes = content.doneBytes() + content.leftBytes();
        return content.doneFiles() + " of " + Amounts.count(files, "file") + ", " + Amounts.bytes(content.doneBytes())
                + " of " + Amounts.bytes(bytes) + " (" + percent(content.doneBytes(), bytes) + "), "
                + Amounts.bytes(content.bytesPerSecond()) + "/s, " + remaining(content.remainingMs());
    }

    /**
     * The files in flight, a line each.
     *
     * @param limit lines at most; what is more is told in one more
     * @param columns width of the lines at most
     * @param nowNs nanoseconds since 1970 UTC
     */
    static List<String> inFlight(Content content, int limit, int columns, long nowNs) {
        List<String> lines = new ArrayList<>();
        for (InFlight file : content.inFlight().stream().limit(limit).toList()) {
            String figures = String.format(
                    "  %5s of %9s from %s, %s",
                    percent(file.doneBytes(), file.size()),
                    Amounts.bytes(file.size()),
                    file.server(),
                    span(Duration.ofNanos(Math.max(0, nowNs - file.startedNs()))));
            lines.add(shortened(file.path(), columns - figures.length()) + figures);
        }
        if (content.inFlight().size() > limit) {
            lines.add("and " + (content.inFlight().size() - limit) + " more");
        }
        return lines;
    }

    /** A time span to the second: {@code 1 h 2 min}, {@code 12 s}. */
    static String span(Duration time) {
        long seconds = time.toSeconds();
        if (seconds >= TimeUnit.HOURS.toSeconds(1)) {
            return time.toHours() + " h " + time.toMinutesPart() + " min";
        }
        return seconds >= TimeUnit.MINUTES.toSeconds(1)
                ? time.toMinutes() + " min " + time.toSecondsPart() + " s"
                : seconds + " s";
    }

    private static String remaining(long ms) {
        return ms < 0 ? "time to go unknown" : span(Duration.ofMillis(ms)) + " to go";
    }

    private static String percent(long done, long all) {
        return (all <= 0 ? PERCENT : Math.min(PERCENT, Math.floorDiv(done, Math.max(1, all / PERCENT)))) + " %";
    }

    /** The end of a path says more than its beginning. */
    private static String shortened(String path, int length) {
        int room = Math.max(length, 8);
        return path.length() <= room ? path : CUT + path.substring(path.length() - room + 1);
    }
}
