package dev.pullover.stat;

import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads an age such as {@code 30s}, {@code 10m}, {@code 1h} or {@code 7d}; at most what the history reaches back. */
final class AgeConverter implements ITypeConverter<Duration> {
    private static final Pattern FORM = Pattern.compile("([1-9]\\d{0,8})([smhd])");
    private static final Map<String, Duration> UNITS = Map.of(
            "s", Duration.ofSeconds(1),
            "m", Duration.ofMinutes(1),
            "h", Duration.ofHours(1),
            "d", Duration.ofDays(1));

    @Override
    public Duration convert(String value) {
        Matcher matcher = FORM.matcher(value);
        if (!matcher.matches()) {
            throw new TypeConversionException(
                    "'" + value + "' must be a whole number above 0 and its unit: s, m, h or d");
        }
        Duration age = UNITS.get(matcher.group(2)).multipliedBy(Long.parseLong(matcher.group(1)));
        Duration kept = Resolution.COARSE.kept();
        if (age.compareTo(kept) > 0) {
            throw new TypeConversionException("'" + value + "': the history reaches back " + kept.toDays() + " days");
        }
        return age;
    }
}
