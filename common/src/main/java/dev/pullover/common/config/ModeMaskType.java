package dev.pullover.common.config;

import java.util.regex.Pattern;

/** Permission bits, in octal digits. */
record ModeMaskType() implements ValueType<Integer> {
    private static final Pattern MASK = Pattern.compile("0?[0-7]{3}");
    private static final int OCTAL = 8;

    @Override
    public String allowed() {
        return "permission bits in octal, from \"0000\" to \"0777\"";
    }

    @Override
    public Integer read(Object toml) {
        if (toml instanceof String text && MASK.matcher(text).matches()) {
            return Integer.parseInt(text, OCTAL);
        }
        throw invalid();
    }
}
