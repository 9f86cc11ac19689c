package dev.pullover.common.message;

import java.util.Locale;

/** Makes text harmless for terminals and viewers: one line stays one line, and looks like what it says. */
public final class Escapes {
    private static final int FIRST_PRINTABLE = 0x20;
    private static final int DELETE = 0x7F;

    private Escapes() {}

    /**
     * {@code text} with {@code \n}, {@code \r}, {@code \t} and {@code \}{@code uXXXX} in place of characters that control
     * something: ends of lines, ANSI sequences, the direction of writing, and all that is invisible.
     */
    public static String escape(String text) {
        int first = firstHarmful(text);
        if (first == text.length()) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length() + 16).append(text, 0, first);
        for (int i = first; i < text.length(); ) {
            int c = text.codePointAt(i);
            if (isHarmful(c)) {
                append(c, out);
            } else {
                out.appendCodePoint(c);
            }
            i += Character.charCount(c);
        }
        return out.toString();
    }

    /** Whether a character must not reach a terminal as it is. */
    public static boolean isHarmful(int codePoint) {
        if (codePoint < DELETE) {
            return codePoint < FIRST_PRINTABLE;
        }
        int type = Character.getType(codePoint);
        return type == Character.CONTROL
                || type == Character.FORMAT
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR;
    }

    private static int firstHarmful(String text) {
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            if (isHarmful(c)) {
                return i;
            }
            i += Character.charCount(c);
        }
        return text.length();
    }

    private static void append(int codePoint, StringBuilder out) {
        switch (codePoint) {
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            default ->
                new String(Character.toChars(codePoint))
                        .chars()
                        .forEach(unit -> out.append(String.format(Locale.ROOT, "\\u%04x", unit)));
        }
    }
}
