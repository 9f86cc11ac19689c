package dev.pullover.common.config;

import java.nio.file.FileSystems;
import java.util.regex.PatternSyntaxException;

/** A pattern of file names, as {@link java.nio.file.FileSystem#getPathMatcher} knows them. */
record GlobType() implements ValueType<String> {
    private static final int MAX_CHARS = 4_096;

    @Override
    public String allowed() {
        return "a glob pattern";
    }

    @Override
    public String read(Object toml) {
        if (!(toml instanceof String text) || text.isEmpty() || text.length() > MAX_CHARS || text.indexOf('\0') >= 0) {
            throw new InvalidValueException(
                    "must be " + allowed() + " of 1 to " + MAX_CHARS + " characters, in quotes");
        }
        try {
            FileSystems.getDefault().getPathMatcher("glob:" + text);
        } catch (PatternSyntaxException e) {
            throw new InvalidValueException("is not a glob pattern: " + e.getDescription());
        }
        return text;
    }
}
