package dev.pullover.common.message;

/** Text measured and cut in bytes of UTF-8. */
public final class Utf8 {
    /** Stands at the end of text that was cut. */
    public static final String CUT_MARK = "…";

    private static final int CUT_MARK_BYTES = 3;

    private Utf8() {}

    /** Bytes that {@code text} takes in UTF-8; a lone surrogate counts as the one byte that replaces it. */
    public static int length(String text) {
        int bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            bytes += bytesAt(text, i);
        }
        return bytes;
    }

    /**
     * {@code text} if it fits in {@code maxBytes} of UTF-8, else its beginning, cut between two characters, and {@link
     * #CUT_MARK}.
     *
     * @param maxBytes at least 3
     */
    public static String cut(String text, int maxBytes) {
        boolean ascii = text.length() <= maxBytes && isAscii(text);
        if (ascii || text.length() * 3L <= maxBytes || length(text) <= maxBytes) {
            return text;
        }
        int bytes = 0;
        int end = 0;
        while (bytes + charBytes(text, end) <= maxBytes - CUT_MARK_BYTES) {
            bytes += charBytes(text, end);
            end += Character.isSurrogate(text.charAt(end)) && isPair(text, end) ? 2 : 1;
        }
        return text.substring(0, end) + CUT_MARK;
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    /** Bytes of the whole character that begins at {@code i}. */
    private static int charBytes(String text, int i) {
        return isPair(text, i) ? 4 : bytesAt(text, i);
    }

    /** Bytes that the UTF-16 unit at {@code i} adds: of a pair, each half stands for two of its four. */
    private static int bytesAt(String text, int i) {
        char c = text.charAt(i);
        if (c < 0x80) {
            return 1;
        }
        if (c < 0x800) {
            return 2;
        }
        if (!Character.isSurrogate(c)) {
            return 3;
        }
        return isPair(text, i) || (i > 0 && isPair(text, i - 1)) ? 2 : 1;
    }

    private static boolean isPair(String text, int i) {
        return i + 1 < text.length() && Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1));
    }
}
