package dev.pullover.common.config;

import java.util.List;
import java.util.OptionalLong;

/** Units of one quantity. What is written with them is a whole number and a unit, such as {@code 250ms}. */
enum UnitScale {
    /** In milliseconds. */
    DURATION(unit("ms", 1), unit("s", 1_000), unit("m", 60_000), unit("h", 3_600_000), unit("d", 86_400_000)),
    /** In bytes. */
    SIZE(
            unit("B", 1),
            unit("KB", 1_000),
            unit("MB", 1_000_000),
            unit("GB", 1_000_000_000),
            unit("TB", 1_000_000_000_000L),
            unit("KiB", 1L << 10),
            unit("MiB", 1L << 20),
            unit("GiB", 1L << 30),
            unit("TiB", 1L << 40));

    private static final int MAX_DIGITS = 18;

    private final List<Unit> units;

    UnitScale(Unit... units) {
        this.units = List.of(units);
    }

    /** The quantity in the scale's base unit; empty if {@code text} is not one, or too large for a {@code long}. */
    OptionalLong parse(String text) {
        int end = 0;
        while (end < text.length() && Ascii.isDigit(text.charAt(end))) {
            end++;
        }
        if (end == 0 || end > MAX_DIGITS) {
            return OptionalLong.empty();
        }
        long number = Long.parseLong(text.substring(0, end));
        String name = text.substring(end);
        for (Unit unit : units) {
            if (unit.name.equals(name) && number <= Long.MAX_VALUE / unit.size) {
                return OptionalLong.of(number * unit.size);
            }
        }
        return OptionalLong.empty();
    }

    /** A quantity that stands in the program. */
    long parseConstant(String text) {
        return parse(text).orElseThrow();
    }

    /** How to write one, for people. */
    String notation() {
        StringBuilder text = new StringBuilder("a whole number and its unit: ");
        for (int i = 0; i < units.size(); i++) {
            text.append(i == 0 ? "" : i == units.size() - 1 ? " or " : ", ").append(units.get(i).name);
        }
        return text.toString();
    }

    private static Unit unit(String name, long size) {
        return new Unit(name, size);
    }

    private record Unit(String name, long size) {}
}
