package dev.pullover.common.config;

import java.util.OptionalLong;

/** Bytes per second, {@code from} and {@code to} included; empty = unlimited. */
record BandwidthType(String from, String to) implements ValueType<OptionalLong> {
    private static final String UNLIMITED = "unlimited";
    private static final String PER_SECOND = "/s";

    @Override
    public String allowed() {
        return "\"" + UNLIMITED + "\", or a rate from \"" + from + PER_SECOND + "\" to \"" + to + PER_SECOND + "\"";
    }

    @Override
    public OptionalLong read(Object toml) {
        if (UNLIMITED.equals(toml)) {
            return OptionalLong.empty();
        }
        if (toml instanceof String text && text.endsWith(PER_SECOND)) {
            OptionalLong bytes = UnitScale.SIZE.parse(text.substring(0, text.length() - PER_SECOND.length()));
            if (bytes.isPresent()
                    && bytes.getAsLong() >= UnitScale.SIZE.parseConstant(from)
                    && bytes.getAsLong() <= UnitScale.SIZE.parseConstant(to)) {
                return bytes;
            }
        }
        throw invalid();
    }
}
