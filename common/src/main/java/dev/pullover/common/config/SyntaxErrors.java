package dev.pullover.common.config;

import java.util.List;
import org.tomlj.TomlParseError;

/**
 * What the syntax errors of a file mean for the rest. The parser goes on after them, so that wrong
 * values elsewhere are reported in the same go; what may only be a consequence is not.
 *
 * @param isEmpty whether there are none, so that a key which is missing is really missing
 * @param sectionsAreSure whether no header is broken, so that a key that is unknown in its section is
 *     really in that section
 */
record SyntaxErrors(boolean isEmpty, boolean sectionsAreSure) {
    static final SyntaxErrors NONE = new SyntaxErrors(true, true);

    static SyntaxErrors report(List<TomlParseError> errors, String text, Problems problems) {
        if (errors.isEmpty()) {
            return NONE;
        }
        String[] lines = text.split("\n", -1);
        boolean sectionsAreSure = true;
        for (TomlParseError error : errors) {
            int line = error.position().line();
            String source = line <= lines.length ? lines[line - 1].strip() : "";
            sectionsAreSure &= !source.startsWith("[");
            problems.add(
                    line,
                    error.position().column(),
                    Literal.ofSource(source) + ": " + error.getMessage() + advice(error.getMessage()));
        }
        return new SyntaxErrors(false, sectionsAreSure);
    }

    /** The usual mistake, {@code interval = 2s}, is not obvious from what the parser says. */
    private static String advice(String message) {
        boolean atValue =
                message.endsWith("expected a value") || message.endsWith("expected a newline or end-of-input");
        return atValue ? "; texts, durations and sizes are written in quotes" : "";
    }
}
