package dev.pullover.common.config;

/** What a server is called: fit for command lines (no dash in front), file names and log lines. */
record ServerNameType() implements ValueType<String> {
    private static final int MAX_CHARS = 32;

    @Override
    public String allowed() {
        return "a name of 1 to " + MAX_CHARS + " letters, digits, '.', '_' or '-', the first a letter or digit";
    }

    @Override
    public String read(Object toml) {
        if (toml instanceof String text && isName(text)) {
            return text;
        }
        throw invalid();
    }

    private static boolean isName(String text) {
        if (text.isEmpty() || text.length() > MAX_CHARS || !Ascii.isLetterOrDigit(text.charAt(0))) {
            return false;
        }
        for (int i = 1; i < text.length(); i++) {
            if (!Ascii.isLetterOrDigit(text.charAt(i)) && "._-".indexOf(text.charAt(i)) < 0) {
                return false;
            }
        }
        return true;
    }
}
