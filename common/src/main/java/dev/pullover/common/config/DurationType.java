package dev.pullover.common.config;

import java.time.Duration;
import java.util.OptionalLong;

/** A time span, {@code from} and {@code to} included. */
record DurationType(String from, String to) implements ValueType<Duration> {
    @Override
    public String allowed() {
        return "a duration from \"" + from + "\" to \"" + to + "\"";
    }

    @Override
    public Duration read(Object toml) {
        OptionalLong millis = toml instanceof String text ? UnitScale.DURATION.parse(text) : OptionalLong.empty();
        if (millis.isEmpty()) {
            throw new InvalidValueException("must be " + allowed() + ", " + UnitScale.DURATION.notation());
        }
        if (millis.getAsLong() < UnitScale.DURATION.parseConstant(from)
                || millis.getAsLong() > UnitScale.DURATION.parseConstant(to)) {
            throw invalid();
        }
        return Duration.ofMillis(millis.getAsLong());
    }
}
