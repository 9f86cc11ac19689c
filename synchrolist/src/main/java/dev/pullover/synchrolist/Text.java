package dev.pullover.synchrolist;

import java.util.Locale;
import java.util.UUID;

/** Values as people read them in log and reports. */
final class Text {
    private static final String[] SIZE_UNITS = {"B", "KB", "MB", "GB", "TB", "PB", "EB"};
    private static final int UNIT_STEP = 1000;
    private static final int EPOCH_CHARACTERS = 8;

    private Text() {}

    /** A size with a decimal unit, as the configuration writes them: {@code 1.2 MB}. */
    static String size(long bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= UNIT_STEP && unit < SIZE_UNITS.length - 1) {
            value /= UNIT_STEP;
            unit++;
        }
        return unit == 0 ? bytes + " B" : String.format(Locale.ROOT, "%.1f %s", value, SIZE_UNITS[unit]);
    }

    /** The beginning of an epoch: enough to tell it from others. */
    static String epoch(UUID epoch) {
        return epoch.toString().substring(0, EPOCH_CHARACTERS) + "…";
    }

    /** {@code 1 file}, {@code 2 files}. */
    static String count(long number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }
}
