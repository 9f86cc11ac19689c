package dev.pullover.common.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** The name of a file or directory of this machine, as written: absolute or relative. */
record PathType() implements ValueType<Path> {
    @Override
    public String allowed() {
        return "a path";
    }

    @Override
    public Path read(Object toml) {
        if (!(toml instanceof String text) || text.isEmpty()) {
            throw new InvalidValueException("must be " + allowed() + ", in quotes");
        }
        if (text.equals("~") || text.startsWith("~/")) {
            throw new InvalidValueException("must be " + allowed() + "; ~ is not expanded here, write the directory");
        }
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new InvalidValueException("is not a path: " + e.getReason());
        }
    }
}
