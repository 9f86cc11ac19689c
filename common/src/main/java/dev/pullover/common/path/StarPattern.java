package dev.pullover.common.path;

import java.util.List;

/** Regular expressions for patterns with {@code *}, in which no pattern takes more than length times length steps. */
public final class StarPattern {
    private StarPattern() {}

    /**
     * An expression for parts with any characters between each two of them. What matches a part at the earliest place is
     * never tried at a later one: where all parts have a fixed length, that changes nothing but the time.
     *
     * @param parts expressions of fixed length, at least one, without groups that capture; to be matched with DOTALL
     */
    public static String regex(List<String> parts) {
        StringBuilder regex = new StringBuilder(parts.get(0));
        for (String part : parts.subList(1, Math.max(1, parts.size() - 1))) {
            regex.append("(?>.*?").append(part).append(')');
        }
        return parts.size() == 1
                ? regex.toString()
                : regex.append(".*").append(parts.get(parts.size() - 1)).toString();
    }
}
