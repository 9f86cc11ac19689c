package dev.pullover.publishlist;

import dev.pullover.common.ExitCode;
import dev.pullover.common.PulloverException;
import dev.pullover.common.path.StarPattern;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * A pattern for paths, as users of git and rsync know it: {@code *} and {@code ?} stay within a name and
 * match a leading dot too, {@code [a-z]} and {@code [!a-z]} are one character, {@code **} as a whole name
 * is any number of directories, none included, {@code \} takes the next character as it is. Braces are
 * expanded before, see {@link Braces}.
 *
 * <p>The JDK's own glob will not do: there {@code a/**}{@code /b} does not match {@code a/b}.
 */
final class Glob {
    private static final String ANY_DEPTH = "**";
    private static final Component ALL_BELOW = new Component(ANY_DEPTH, true, Pattern.compile(".*", Pattern.DOTALL));
    private static final String SPECIAL = "*?[\\";

    private static final long OWN_BYTES = 200;
    private static final long NAME_BYTES = 60;
    private static final long PATTERN_BYTES = 1500;

    private final List<Component> components;
    private final int literalPrefix;

    private Glob(List<Component> components) {
        this.components = List.copyOf(components);
        int literals = 0;
        while (literals < components.size() && components.get(literals).isLiteral()) {
            literals++;
        }
        this.literalPrefix = literals;
    }

    /**
     * The pattern of these names, one for each level.
     *
     * @throws PulloverException (usage) if a name is not a pattern
     */
    static Glob of(List<String> names) {
        return new Glob(names.stream().map(Glob::component).toList());
    }

    int size() {
        return components.size();
    }

    /** What it takes in memory together with its part of a {@link GlobState}, as measured, about. */
    long memoryBytes() {
        long bytes = OWN_BYTES;
        for (Component component : components) {
            bytes += component.isLiteral() ? NAME_BYTES : component.isAnyDepth() ? 0 : PATTERN_BYTES;
        }
        return bytes;
    }

    /** How many names at the beginning have no wildcard: those must be there. */
    int literalPrefix() {
        return literalPrefix;
    }

    Component component(int at) {
        return components.get(at);
    }

    private static Component component(String name) {
        if (name.equals(ANY_DEPTH)) {
            return ALL_BELOW;
        }
        if (name.chars().noneMatch(c -> SPECIAL.indexOf(c) >= 0)) {
            return new Component(name, false, null);
        }
        try {
            return new Component(name, false, Pattern.compile(regex(name), Pattern.DOTALL));
        } catch (PatternSyntaxException e) {
            throw new PulloverException(
                    ExitCode.USAGE, "pattern '" + name + "': " + e.getDescription() + "; escape with \\", e);
        }
    }

    private static String regex(String name) {
        List<String> parts = new ArrayList<>();
        StringBuilder out = new StringBuilder();
        int i = 0;
        while (i < name.length()) {
            int c = name.codePointAt(i);
            i += Character.charCount(c);
            switch (c) {
                case '*' -> {
                    parts.add(out.toString());
                    out.setLength(0);
                }
                case '?' -> out.append('.');
                case '[' -> i = characterClass(name, i, out);
                case '\\' -> {
                    if (i == name.length()) {
                        throw new PulloverException(
                                ExitCode.USAGE, "pattern '" + name + "' ends with \\; write \\\\ for the character");
                    }
                    int escaped = name.codePointAt(i);
                    i += Character.charCount(escaped);
                    out.append(Pattern.quote(Character.toString(escaped)));
                }
                default -> out.append(Pattern.quote(Character.toString(c)));
            }
        }
        parts.add(out.toString());
        return StarPattern.regex(parts);
    }

    /** Appends the class that begins after its bracket at {@code from}; returns where the rest begins. */
    private static int characterClass(String name, int from, StringBuilder out) {
        boolean negated = from < name.length() && (name.charAt(from) == '!' || name.charAt(from) == '^');
        int first = negated ? from + 1 : from;
        // A closing bracket in the first place is a member, as POSIX has it.
        int end = name.indexOf(']', first + 1);
        if (end < 0) {
            throw new PulloverException(
                    ExitCode.USAGE, "pattern '" + name + "': '[' without ']'; write \\[ for the character");
        }
        out.append(negated ? "[^" : "[");
        for (int i = first; i < end; i++) {
            char c = name.charAt(i);
            out.append(c == '-' || Character.isLetterOrDigit(c) || Character.isSurrogate(c) ? "" : "\\")
                    .append(c);
        }
        out.append(']');
        return end + 1;
    }

    /** The pattern of one name. */
    static final class Component {
        private final String text;
        private final boolean anyDepth;
        /** Null of a name without wildcards: a list file may have a million of them. */
        private final @Nullable Pattern regex;

        private Component(String text, boolean anyDepth, @Nullable Pattern regex) {
            this.text = text;
            this.anyDepth = anyDepth;
            this.regex = regex;
        }

        boolean isLiteral() {
            return regex == null;
        }

        /** Whether this is {@code **}. */
        boolean isAnyDepth() {
            return anyDepth;
        }

        String text() {
            return text;
        }

        boolean matches(String name) {
            return regex == null ? text.equals(name) : regex.matcher(name).matches();
        }
    }

    /** Names up to {@code at} have been matched on the way down. */
    record Cursor(Glob glob, int at) {
        Component component() {
            return glob.component(at);
        }

        boolean isLast() {
            return at == glob.size() - 1;
        }

        Cursor next() {
            return new Cursor(glob, at + 1);
        }

        /** Whether the name looked for must exist, since nothing before or in it is a wildcard. */
        boolean isRequired() {
            return at < glob.literalPrefix;
        }
    }
}
