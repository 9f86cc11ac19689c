package dev.pullover.publishlist;

import dev.pullover.common.ExitCode;
import dev.pullover.common.PulloverException;
import java.util.ArrayList;
import java.util.List;

/** Expands {@code {a,b}} as shells do, before anything else is looked at. */
final class Braces {
    /** Most patterns that one pattern may become. */
    static final int MAX_EXPANSIONS = 1000;

    private Braces() {}

    /** All patterns that {@code pattern} stands for, in order. */
    static List<String> expand(String pattern) {
        List<String> done = new ArrayList<>();
        List<String> open = new ArrayList<>(List.of(pattern));
        while (!open.isEmpty()) {
            String next = open.remove(0);
            List<String> alternatives = expandFirst(next);
            if (alternatives.isEmpty()) {
                done.add(next);
            } else {
                open.addAll(0, alternatives);
            }
            if (done.size() + open.size() > MAX_EXPANSIONS) {
                throw new PulloverException(
                        ExitCode.USAGE,
                        "pattern '" + pattern + "' stands for more than " + MAX_EXPANSIONS + " patterns");
            }
        }
        return done;
    }

    private static List<String> expandFirst(String pattern) {
        int open = indexOf(pattern, "{", 0);
        if (open < 0) {
            return List.of();
        }
        List<String> alternatives = new ArrayList<>();
        int depth = 0;
        int from = open + 1;
        for (int at = open; at >= 0; at = indexOf(pattern, "{,}", at + 1)) {
            char c = pattern.charAt(at);
            depth += c == '{' ? 1 : c == '}' ? -1 : 0;
            if (c == ',' && depth == 1 || depth == 0) {
                alternatives.add(pattern.substring(from, at));
                from = at + 1;
            }
            if (depth == 0) {
                String rest = pattern.substring(at + 1);
                return alternatives.stream()
                        .map(middle -> pattern.substring(0, open) + middle + rest)
                        .toList();
            }
        }
        throw new PulloverException(
                ExitCode.USAGE, "pattern '" + pattern + "': '{' without '}'; write \\{ for the character");
    }

    /** Where one of {@code characters} is next, unescaped; -1 if nowhere. */
    private static int indexOf(String pattern, String characters, int from) {
        for (int i = from; i < pattern.length(); i++) {
            if (pattern.charAt(i) == '\\') {
                i++;
            } else if (characters.indexOf(pattern.charAt(i)) >= 0) {
                return i;
            }
        }
        return -1;
    }
}
