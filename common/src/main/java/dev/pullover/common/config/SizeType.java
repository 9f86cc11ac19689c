package dev.pullover.common.config;

import java.util.OptionalLong;

/** A number of bytes, {@code from} and {@code to} included. */
record SizeType(String from, String to) implements ValueType<Long> {
    @Override
    public String allowed() {
        return "a size from \"" + from + "\" to \"" + to + "\"";
    }

    @Override
    public Long read(Object toml) {
        OptionalLong bytes = toml instanceof String text ? UnitScale.SIZE.parse(text) : OptionalLong.empty();
        if (bytes.isEmpty()) {
            throw new InvalidValueException("must be " + allowed() + ", " + UnitScale.SIZE.notation());
        }
        if (bytes.getAsLong() < UnitScale.SIZE.parseConstant(from)
                || bytes.getAsLong() > UnitScale.SIZE.parseConstant(to)) {
            throw invalid();
        }
        return bytes.getAsLong();
    }
}
