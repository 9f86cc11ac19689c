package dev.pullover.common.config;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** What someone probably meant to type. */
final class Nearest {
    /** Longer words are not compared: nothing we know is as long. */
    private static final int MAX_CHARS = 40;
    /** One typing error in so many characters is forgiven, and two in any word. */
    private static final int CHARS_PER_ERROR = 3;

    private static final int ERRORS_ALWAYS_FORGIVEN = 2;

    private Nearest() {}

    /** The candidate nearest to {@code word}, the first if there are several; empty if none is near. */
    static Optional<String> of(String word, Collection<String> candidates) {
        Optional<String> nearest = Optional.empty();
        int least = Math.max(ERRORS_ALWAYS_FORGIVEN, word.length() / CHARS_PER_ERROR) + 1;
        if (word.length() > MAX_CHARS) {
            return nearest;
        }
        for (String candidate : candidates) {
            int distance = distance(word.toLowerCase(Locale.ROOT), candidate);
            // As many errors as the candidate has letters is no likeness.
            if (distance < least && distance < candidate.length() - 1) {
                least = distance;
                nearest = Optional.of(candidate);
            }
        }
        return nearest;
    }

    /** Levenshtein's: characters inserted, deleted or replaced. */
    static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
