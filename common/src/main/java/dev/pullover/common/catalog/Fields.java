package dev.pullover.common.catalog;

import dev.pullover.common.catalog.CatalogLine.Op;
import dev.pullover.common.path.FilePath;

/** Takes a line apart at its tabs, from left to right, strictly: one text form for each value. */
final class Fields {
    private static final int MODE_DIGITS = 4;
    /** How much of a wrong value a message shows. */
    private static final int SHOWN_CHARACTERS = 80;

    private final String line;
    private int at;

    Fields(String line) {
        this.line = line;
    }

    long number(String field) throws CatalogFormatException {
        String text = next(field);
        try {
            if (isInOnlyForm(text)) {
                return Long.parseLong(text);
            }
        } catch (NumberFormatException e) {
            // told below, with the name of the field
        }
        throw wrong(field, text, "a whole number of 64 bits without leading zeros");
    }

    private static boolean isInOnlyForm(String text) {
        int first = text.startsWith("-") ? 1 : 0;
        if (text.length() == first || text.charAt(first) == '0') {
            return text.equals("0");
        }
        for (int i = first; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    Op op() throws CatalogFormatException {
        String text = next("op");
        return switch (text) {
            case "put" -> Op.PUT;
            case "del" -> Op.DEL;
            default -> throw wrong("op", text, "'put' or 'del'");
        };
    }

    int mode() throws CatalogFormatException {
        String text = next("mode");
        if (text.length() == MODE_DIGITS && text.chars().allMatch(c -> c >= '0' && c <= '7')) {
            return Integer.parseInt(text, 8);
        }
        throw wrong("mode", text, "four octal digits");
    }

    Sha256 hash() throws CatalogFormatException {
        String text = next("sha256");
        try {
            return Sha256.parse(text);
        } catch (IllegalArgumentException e) {
            throw wrong("sha256", text, "64 lower-case hexadecimal digits");
        }
    }

    /** The last field: all that is left. */
    FilePath path() throws CatalogFormatException {
        String text = line.substring(at);
        try {
            return FilePath.parse(text);
        } catch (IllegalArgumentException e) {
            throw wrong("path", text, "printable ASCII with %XX for every other byte and for %");
        }
    }

    static String message(String field, String found, String allowed) {
        String shown = found.length() > SHOWN_CHARACTERS ? found.substring(0, SHOWN_CHARACTERS) + "…" : found;
        return "field " + field + ": '" + shown + "', must be " + allowed;
    }

    private String next(String field) throws CatalogFormatException {
        int tab = line.indexOf('\t', at);
        if (tab < 0) {
            throw wrong(field, line.substring(at), "followed by a tab and further fields");
        }
        String text = line.substring(at, tab);
        at = tab + 1;
        return text;
    }

    private static CatalogFormatException wrong(String field, String found, String allowed) {
        return new CatalogFormatException(message(field, found, allowed));
    }
}
