package dev.pullover.publishlist;

import dev.pullover.publishlist.Glob.Cursor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a set of patterns still asks for in one directory: so a walk goes down only where something can
 * match, and does not list a directory of which only known names are wanted. Immutable.
 */
final class GlobState {
    private final Map<String, List<Cursor>> literals = new TreeMap<>();
    private final List<Cursor> wildcards = new ArrayList<>();
    private final boolean takesAll;

    private GlobState(Collection<Cursor> cursors) {
        Set<Cursor> all = new LinkedHashSet<>();
        cursors.forEach(cursor -> addWithEmptyDepth(all, cursor));
        for (Cursor cursor : all) {
            if (cursor.component().isLiteral()) {
                literals.computeIfAbsent(cursor.component().text(), name -> new ArrayList<>())
                        .add(cursor);
            } else {
                wildcards.add(cursor);
            }
        }
        takesAll = wildcards.stream()
                .anyMatch(cursor -> cursor.isLast() && cursor.component().isAnyDepth());
    }

    /** At the root. */
    static GlobState of(List<Glob> globs) {
        return new GlobState(globs.stream().map(glob -> new Cursor(glob, 0)).toList());
    }

    /** In directory {@code name} of this one. */
    GlobState enter(String name) {
        List<Cursor> below = new ArrayList<>();
        for (Cursor cursor : literals.getOrDefault(name, List.of())) {
            addNext(below, cursor);
        }
        for (Cursor cursor : wildcards) {
            if (cursor.component().isAnyDepth()) {
                below.add(cursor);
            } else if (cursor.component().matches(name)) {
                addNext(below, cursor);
            }
        }
        return new GlobState(below);
    }

    /** Whether a file {@code name} in this directory matches. Asked of every file in every sweep, so without streams. */
    boolean matches(String name) {
        if (takesAll) {
            return true;
        }
        for (Cursor cursor : literals.getOrDefault(name, List.of())) {
            if (cursor.isLast()) {
                return true;
            }
        }
        for (Cursor cursor : wildcards) {
            if (cursor.isLast() && cursor.component().matches(name)) {
                return true;
            }
        }
        return false;
    }

    /** Whether something can match in a directory {@code name} of this one. */
    boolean leadsOn(String name) {
        if (takesAll) {
            return true;
        }
        for (Cursor cursor : literals.getOrDefault(name, List.of())) {
            if (!cursor.isLast()) {
                return true;
            }
        }
        for (Cursor cursor : wildcards) {
            if (leadsOn(cursor, name)) {
                return true;
            }
        }
        return false;
    }

    /** Whether everything below matches. */
    boolean takesAll() {
        return takesAll;
    }

    /** Whether the names in this directory must be looked through; else {@link #names} are all that can match. */
    boolean needsListing() {
        return !wildcards.isEmpty();
    }

    /** The names asked for without wildcards. */
    Set<String> names() {
        return literals.keySet();
    }

    /** Those of {@link #names} that a pattern takes for granted. */
    List<String> requiredNames() {
        return literals.entrySet().stream()
                .filter(entry -> entry.getValue().stream().anyMatch(Cursor::isRequired))
                .map(Map.Entry::getKey)
                .toList();
    }

    private static boolean leadsOn(Cursor cursor, String name) {
        return cursor.component().isAnyDepth()
                || !cursor.isLast() && cursor.component().matches(name);
    }

    private static void addWithEmptyDepth(Set<Cursor> all, Cursor cursor) {
        all.add(cursor);
        if (cursor.component().isAnyDepth() && !cursor.isLast()) {
            addWithEmptyDepth(all, cursor.next());
        }
    }

    private static void addNext(List<Cursor> below, Cursor cursor) {
        if (!cursor.isLast()) {
            below.add(cursor.next());
        }
    }
}
