package dev.pullover.common.config;

/** A command line for the shell. */
record CommandType() implements ValueType<String> {
    private static final int MAX_CHARS = 4096;

    @Override
    public String allowed() {
        return "a command for /bin/sh of 1 to " + MAX_CHARS + " characters";
    }

    @Override
    public String read(Object toml) {
        if (toml instanceof String text && !text.isBlank() && text.length() <= MAX_CHARS && text.indexOf('\0') < 0) {
            return text;
        }
        throw invalid();
    }
}
