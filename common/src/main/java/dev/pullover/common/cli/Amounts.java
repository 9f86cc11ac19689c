package dev.pullover.common.cli;

import java.util.Locale;

/** Numbers as people read them, in every command, log line and message alike. */
public final class Amounts {
    private static final String[] BYTE_UNITS = {"B", "KB", "MB", "GB", "TB", "PB", "EB"};
    private static final int UNIT_STEP = 1000;

    private Amounts() {}

    /** A size with a decimal unit, as the configuration writes them: {@code 512 B}, {@code 1.2 MB}. */
    public static String bytes(long bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= UNIT_STEP && unit < BYTE_UNITS.length - 1) {
            value /= UNIT_STEP;
            unit++;
        }
        return unit == 0 ? bytes + " B" : String.format(Locale.ROOT, "%.1f %s", value, BYTE_UNITS[unit]);
    }

    /** With a noun that takes an s: {@code 1 file}, {@code 2 files}. */
    public static String count(long number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }
}
