package dev.pullover.common.cli;

import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Spans of time on the command line, as people write and read them. */
public final class TimeSpan {
    private static final Pattern FORM = Pattern.compile("(\\d{1,6})([smhd])");
    private static final Map<String, Duration> UNITS = Map.of(
            "s", Duration.ofSeconds(1),
            "m", Duration.ofMinutes(1),
            "h", Duration.ofHours(1),
            "d", Duration.ofDays(1));
    private static final Duration LONGEST = Duration.ofDays(365);

    private TimeSpan() {}

    /** In its two largest units: {@code 3d 4h}, {@code 2m 5s}, {@code 0s}. Of a negative span, {@code 0s}. */
    public static String text(Duration span) {
        long seconds = Math.max(0, span.toSeconds());
        long[] parts = {seconds / 86_400, seconds / 3_600 % 24, seconds / 60 % 60, seconds % 60};
        for (int i = 0; i < parts.length - 1; i++) {
            if (parts[i] > 0) {
                return parts[i] + unit(i) + (parts[i + 1] > 0 ? " " + parts[i + 1] + unit(i + 1) : "");
            }
        }
        return seconds + "s";
    }

    private static String unit(int index) {
        return "dhms".substring(index, index + 1);
    }

    /** Reads {@code 90s}, {@code 30m}, {@code 2h} or {@code 7d}: from 1 s to 365 days. */
    public static final class Converter implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String value) {
            Matcher matcher = FORM.matcher(value);
            Duration span = matcher.matches()
                    ? UNITS.get(matcher.group(2)).multipliedBy(Long.parseLong(matcher.group(1)))
                    : Duration.ZERO;
            if (span.isZero() || span.compareTo(LONGEST) > 0) {
                throw new TypeConversionException("'" + value + "' must be a whole number and its unit (s, m, h or d),"
                        + " from 1s to " + LONGEST.toDays() + "d");
            }
            return span;
        }
    }
}
