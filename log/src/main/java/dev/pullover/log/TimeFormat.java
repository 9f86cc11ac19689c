package dev.pullover.log;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Writes times as ISO 8601 with offset, always of the same length. Lines come in the order of time, so that all but the
 * fraction is the same for thousands of them: it is kept. One thread.
 */
final class TimeFormat {
    private static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);
    private static final int NANO_DIGITS = 9;

    private final DateTimeFormatter dateAndTime = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.", Locale.ROOT);
    private final DateTimeFormatter offset;
    private final ZoneId zone;
    private final int digits;
    private long second = Long.MIN_VALUE;
    private String before = "";
    private String after = "";

    /**
     * @param zone whose local time is written
     * @param offsetPattern pattern of the offset, as {@link DateTimeFormatter} has it
     * @param digits of the fraction of a second, 1 to 9
     */
    TimeFormat(ZoneId zone, String offsetPattern, int digits) {
        this.zone = zone;
        this.offset = DateTimeFormatter.ofPattern(offsetPattern, Locale.ROOT);
        this.digits = digits;
    }

    /** Appends the time {@code epochNs}, nanoseconds since 1970 UTC. */
    void append(long epochNs, StringBuilder out) {
        long newSecond = Math.floorDiv(epochNs, SECOND_NS);
        if (newSecond != second) {
            second = newSecond;
            ZonedDateTime time = Instant.ofEpochSecond(second).atZone(zone);
            before = dateAndTime.format(time);
            after = offset.format(time);
        }
        out.append(before);
        String fraction = Long.toString(Math.floorMod(epochNs, SECOND_NS) + SECOND_NS);
        out.append(fraction, fraction.length() - NANO_DIGITS, fraction.length() - NANO_DIGITS + digits);
        out.append(after);
    }
}
