package dev.pullover.common.config;

import java.util.List;
import java.util.regex.Pattern;
import org.tomlj.TomlArray;
import org.tomlj.TomlTable;

/** How values are shown to people: as in TOML, on one line, without passwords, and not too long. */
final class Literal {
    private static final int MAX_CHARS = 80;
    private static final Pattern PASSWORD = Pattern.compile("(://[^:@/\\s]*:)\\S*@");

    private Literal() {}

    static String of(Object toml) {
        return shortened(masked(full(toml)));
    }

    /** A line of the file, which may be anything. */
    static String ofSource(String line) {
        return shortened(masked(escaped(line.strip(), "")));
    }

    private static String full(Object toml) {
        if (toml instanceof String text) {
            return "\"" + escaped(text, "\"\\") + "\"";
        }
        if (toml instanceof TomlArray array) {
            return full(array.toList());
        }
        if (toml instanceof List<?> list) {
            return "[" + String.join(", ", list.stream().map(Literal::full).toList()) + "]";
        }
        return toml instanceof TomlTable ? "{…}" : toml.toString();
    }

    private static String escaped(String text, String backslashed) {
        StringBuilder out = new StringBuilder(text.length());
        for (char c : text.toCharArray()) {
            if (Character.isISOControl(c) || Character.isSurrogate(c)) {
                out.append(String.format("\\u%04X", (int) c));
            } else {
                out.append(backslashed.indexOf(c) >= 0 ? "\\" : "").append(c);
            }
        }
        return out.toString();
    }

    private static String masked(String text) {
        return PASSWORD.matcher(text).replaceAll("$1***@");
    }

    private static String shortened(String text) {
        return text.length() <= MAX_CHARS ? text : text.substring(0, MAX_CHARS - 1) + "…";
    }
}
