package dev.pullover.common.config;

/** Classes of characters, without regard to what else Unicode calls a letter or a digit. */
final class Ascii {
    private Ascii() {}

    static boolean isLetterOrDigit(char c) {
        return isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    /** Whether there is at least one character, and nothing but digits. */
    static boolean isDigits(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!isDigit(text.charAt(i))) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /** Whether this would move a cursor, end a line or a C string. */
    static boolean isControl(char c) {
        return c < ' ' || c == 0x7F;
    }
}
