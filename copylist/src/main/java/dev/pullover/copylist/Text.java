package dev.pullover.copylist;

import dev.pullover.common.EpochTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Numbers as people read them. */
final class Text {
    private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};
    private static final double STEP = 1000;

    private Text() {}

    /** A size in decimal units: {@code 1.2 MB}. */
    static String bytes(long bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= STEP && unit < UNITS.length - 1) {
            value /= STEP;
            unit++;
        }
        return unit == 0 ? bytes + " B" : String.format(Locale.ROOT, "%.1f %s", value, UNITS[unit]);
    }

    /** {@code 1 file}, {@code 2 files}. */
    static String files(long files) {
        return files + (files == 1 ? " file" : " files");
    }

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
