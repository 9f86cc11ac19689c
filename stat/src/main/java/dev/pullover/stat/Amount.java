package dev.pullover.stat;

import dev.pullover.common.cli.Amounts;
import dev.pullover.common.metrics.Counter;
import java.time.Duration;
import java.util.Locale;

/** Values as people read them. */
final class Amount {
    private static final int UNIT_STEP = 1000;

    private Amount() {}

    /** The value with its unit, where its name does not say that. */
    static String text(Figure figure) {
        long value = figure.value();
        return figure.known()
                .map(Counter::unit)
                .map(unit -> switch (unit) {
                    case BYTES -> Amounts.bytes(value);
                    case MILLISECONDS -> duration(Duration.ofMillis(value));
                    case BOOLEAN -> value == 0 ? "no" : "yes";
                    default -> Long.toString(value);
                })
                .orElseGet(() -> Long.toString(value));
    }

    /** In at most two units: {@code 340 ms}, {@code 12.3 s}, {@code 5 min 2 s}, {@code 3 h 4 min}, {@code 2 d 1 h}. */
    static String duration(Duration duration) {
        if (duration.toSeconds() == 0) {
            return duration.toMillis() + " ms";
        }
        if (duration.toMinutes() == 0) {
            return duration.toMillisPart() == 0
                    ? duration.toSeconds() + " s"
                    : String.format(Locale.ROOT, "%.1f s", duration.toMillis() / (double) UNIT_STEP);
        }
        if (duration.toHours() == 0) {
            return duration.toMinutes() + " min " + duration.toSecondsPart() + " s";
        }
        return duration.toDays() == 0
                ? duration.toHours() + " h " + duration.toMinutesPart() + " min"
                : duration.toDays() + " d " + duration.toHoursPart() + " h";
    }
}
