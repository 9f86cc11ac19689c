package dev.pullover.common.config;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A user, a group after a colon, or both. Names are looked up where the files are, not here. */
record FileOwnerType() implements ValueType<FileOwner> {
    /** Also names of directory services, such as "CORP\jane" or "jane@corp". */
    private static final Pattern OWNER = Pattern.compile("([^:\\s]{1,64})?(?::([^:\\s]{1,64}))?");

    @Override
    public String allowed() {
        return "\"user\", \"user:group\" or \":group\"";
    }

    @Override
    public FileOwner read(Object toml) {
        Matcher matcher = OWNER.matcher(toml instanceof String text ? text : "");
        if (!matcher.matches() || matcher.group(1) == null && matcher.group(2) == null) {
            throw invalid();
        }
        return new FileOwner(Optional.ofNullable(matcher.group(1)), Optional.ofNullable(matcher.group(2)));
    }
}
