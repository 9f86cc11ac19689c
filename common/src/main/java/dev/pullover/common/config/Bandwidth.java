package dev.pullover.common.config;

import java.time.DayOfWeek;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A limit in bytes per second, the same always or by time of day, as rclone's {@code --bwlimit} has it.
 *
 * @param slots in the order of the week; each holds until the next begins, the last one into the next week
 */
public record Bandwidth(List<Slot> slots) {
    /** No limit, at any time. */
    public static final Bandwidth UNLIMITED = always(OptionalLong.empty());

    private static final String UNLIMITED_WORD = "unlimited";
    private static final String PER_SECOND = "/s";
    private static final int MINUTES_PER_DAY = 24 * 60;
    private static final int MAX_SLOTS = 100;
    private static final Pattern SLOT = Pattern.compile("(?:([A-Z][a-z]{2})-)?([01][0-9]|2[0-3]):([0-5][0-9]),(.+)");

    /**
     * From a minute of the week on.
     *
     * @param minute since Monday, 0:00, local time
     * @param bytesPerSecond positive; empty = unlimited
     */
    public record Slot(int minute, OptionalLong bytesPerSecond) {}

    public Bandwidth {
        slots = List.copyOf(slots);
    }

    /** The same limit always. */
    public static Bandwidth always(OptionalLong bytesPerSecond) {
        return new Bandwidth(List.of(new Slot(0, bytesPerSecond)));
    }

    /** What holds at a time; empty = unlimited. */
    public OptionalLong at(LocalDateTime time) {
        int minute = (time.getDayOfWeek().getValue() - 1) * MINUTES_PER_DAY + time.getHour() * 60 + time.getMinute();
        Slot current = slots.get(slots.size() - 1);
        for (Slot slot : slots) {
            if (slot.minute <= minute) {
                current = slot;
            }
        }
        return current.bytesPerSecond;
    }

    /** Reads what the key {@code bandwidth} may be; empty if it is not. */
    public static Optional<Bandwidth> parse(String text) {
        BandwidthType type = (BandwidthType) Keys.BANDWIDTH.type();
        return parse(text, UnitScale.SIZE.parseConstant(type.from()), UnitScale.SIZE.parseConstant(type.to()));
    }

    /**
     * Reads {@code unlimited}, {@code 20MB/s}, or slots like {@code 08:00,5MB/s} or {@code Sat-00:00,unlimited}, separated
     * by spaces; empty if it is none of these, or a rate is outside the bounds.
     */
    static Optional<Bandwidth> parse(String text, long fromBytes, long toBytes) {
        Optional<OptionalLong> plain = rate(text, fromBytes, toBytes);
        if (plain.isPresent()) {
            return plain.map(Bandwidth::always);
        }
        List<Slot> slots = new ArrayList<>();
        for (String word : text.strip().split(" +", MAX_SLOTS)) {
            Matcher matcher = SLOT.matcher(word);
            Optional<OptionalLong> rate =
                    matcher.matches() ? rate(matcher.group(4), fromBytes, toBytes) : Optional.empty();
            List<Integer> days = rate.isPresent() ? days(matcher.group(1)) : List.of();
            if (days.isEmpty()) {
                return Optional.empty();
            }
            int minute = Integer.parseInt(matcher.group(2)) * 60 + Integer.parseInt(matcher.group(3));
            days.forEach(day -> slots.add(new Slot(day * MINUTES_PER_DAY + minute, rate.get())));
        }
        slots.sort(Comparator.comparingInt(Slot::minute));
        return Optional.of(new Bandwidth(slots));
    }

    private static Optional<OptionalLong> rate(String text, long fromBytes, long toBytes) {
        if (text.equals(UNLIMITED_WORD)) {
            return Optional.of(OptionalLong.empty());
        }
        if (!text.endsWith(PER_SECOND)) {
            return Optional.empty();
        }
        OptionalLong bytes = UnitScale.SIZE.parse(text.substring(0, text.length() - PER_SECOND.length()));
        boolean allowed = bytes.isPresent() && bytes.getAsLong() >= fromBytes && bytes.getAsLong() <= toBytes;
        return allowed ? Optional.of(bytes) : Optional.empty();
    }

    /** Days from Monday = 0; all if none is named, none if there is no such day. */
    private static List<Integer> days(String name) {
        List<Integer> days = new ArrayList<>();
        for (DayOfWeek day : DayOfWeek.values()) {
            String word = day.name().substring(0, 3);
            if (name == null || name.toUpperCase(Locale.ROOT).equals(word)) {
                days.add(day.getValue() - 1);
            }
        }
        return days;
    }
}
