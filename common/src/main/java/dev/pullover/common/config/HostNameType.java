package dev.pullover.common.config;

import java.util.Locale;
import java.util.regex.Pattern;

/** A name by which browsers know a machine, without port. In lower case. */
record HostNameType() implements ValueType<String> {
    /** Source: RFC 1123, section 2.1, and RFC 1035 for the length. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?");

    @Override
    public String allowed() {
        return "a host name of 1 to 253 letters, digits, '.' or '-'";
    }

    @Override
    public String read(Object toml) {
        if (toml instanceof String text && NAME.matcher(text).matches()) {
            return text.toLowerCase(Locale.ROOT);
        }
        throw invalid();
    }
}
