package dev.pullover.publishlist;

import dev.pullover.common.ExitCode;
import dev.pullover.common.PulloverException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Turns {@code sources} and {@code excludes} of the configuration into patterns relative to {@code base}.
 *
 * <ul>
 *   <li>A source is absolute, or relative to base. Without wildcards it is a file, or a directory with
 *       all that is below.
 *   <li>An exclude with a slash inside is absolute or relative to base; one without is a name at any
 *       depth. It takes files, and directories with all that is below; with a slash at its end,
 *       directories only.
 * </ul>
 */
final class SourcePatterns {
    private static final String ALL_BELOW = "**";

    private final Path base;

    /** @param base absolute and normalized */
    SourcePatterns(Path base) {
        this.base = base;
    }

    /**
     * The files to publish.
     *
     * @throws PulloverException (usage) naming the pattern that cannot be used
     */
    List<Glob> sources(List<String> patterns) {
        List<Glob> globs = new ArrayList<>();
        for (String pattern : patterns) {
            addSource(pattern, globs);
        }
        return globs;
    }

    /** Adds what one pattern of sources stands for. */
    void addSource(String pattern, List<Glob> globs) {
        for (String expanded : Braces.expand(pattern)) {
            List<String> names = names("source", expanded);
            Glob glob = names.isEmpty() ? Glob.of(List.of(ALL_BELOW)) : Glob.of(names);
            boolean plain = glob.literalPrefix() == glob.size();
            if (plain && !expanded.endsWith("/")) {
                globs.add(glob);
            }
            globs.add(plain || expanded.endsWith("/") ? Glob.of(with(names, ALL_BELOW)) : glob);
        }
    }

    /** The files and directories not to publish. */
    GlobState excludes(List<String> patterns) {
        List<Glob> globs = new ArrayList<>();
        for (String pattern : patterns) {
            for (String expanded : Braces.expand(pattern)) {
                List<String> names = new ArrayList<>(names("exclude", expanded));
                if (names.isEmpty()) {
                    throw usage("exclude", expanded, "excludes everything");
                }
                if (expanded.indexOf('/') < 0 || expanded.indexOf('/') == expanded.length() - 1) {
                    names.add(0, ALL_BELOW);
                }
                if (!expanded.endsWith("/")) {
                    globs.add(Glob.of(names));
                }
                globs.add(Glob.of(with(names, ALL_BELOW)));
            }
        }
        return GlobState.of(globs);
    }

    private List<String> names(String kind, String pattern) {
        List<String> names = new ArrayList<>();
        for (String name : pattern.split("/")) {
            if (name.equals("..")) {
                throw usage(kind, pattern, "has '..' in it; write the path without");
            }
            if (!name.isEmpty() && !name.equals(".")) {
                names.add(name);
            }
        }
        return pattern.startsWith("/") ? belowBase(kind, pattern, names) : names;
    }

    private List<String> belowBase(String kind, String pattern, List<String> names) {
        int depth = base.getNameCount();
        for (int i = 0; i < depth; i++) {
            if (i >= names.size() || !names.get(i).equals(base.getName(i).toString())) {
                throw usage(
                        kind,
                        pattern,
                        "is not below base = \"" + base + "\", so its files have no place in the outbox; choose a base"
                                + " that all sources have in common");
            }
        }
        return names.subList(depth, names.size());
    }

    private static List<String> with(List<String> names, String last) {
        List<String> longer = new ArrayList<>(names);
        longer.add(last);
        return longer;
    }

    private static PulloverException usage(String kind, String pattern, String problem) {
        return new PulloverException(ExitCode.USAGE, "[publish] " + kind + " \"" + pattern + "\" " + problem);
    }
}
