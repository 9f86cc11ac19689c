package dev.pullover.copylist;

import dev.pullover.common.EpochTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Numbers as people read them. */
final class Text {
    private Text() {}

    /** Tenths of a second. */
    static String seconds(long ns) {
        return String.format(Locale.ROOT, "%.1f s", ns / (double) TimeUnit.SECONDS.toNanos(1));
    }

    /** A moment in local time, to the second. */
    static String time(long epochNs, ZoneId zone) {
        return EpochTime.toInstant(epochNs)
                .truncatedTo(ChronoUnit.SECONDS)
                .atZone(zone)
                .format(DateTimeFormatter.ISO_OFFSET_DATE_TIME);
    }

    /** A moment as ISO 8601 in UTC, for programs. */
    static String iso(long epochNs) {
        return EpochTime.toInstant(epochNs).toString();
    }
}
