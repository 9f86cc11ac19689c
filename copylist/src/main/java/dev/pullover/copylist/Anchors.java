package dev.pullover.copylist;

import dev.pullover.common.path.FilePath;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/**
 * Directories of which it is known that their names are on disk: this process has forced them there. Of others an earlier
 * process may have made them, and was killed before it did. Thread-safe.
 */
final class Anchors {
    /** More of them are forgotten, and forced once more: about 2 MB. */
    private static final int MAX_ANCHORED = 10_000;

    private final Set<FilePath> anchored = new HashSet<>();

    /** Of these directories and those above them, the ones whose names may be in memory only. */
    synchronized Set<FilePath> missing(Collection<FilePath> folders) {
        Set<FilePath> missing = new HashSet<>();
        for (FilePath folder : folders) {
            FilePath way = folder;
            while (!way.toString().isEmpty() && !anchored.contains(way) && missing.add(way)) {
                way = ReplicaTree.parent(way);
            }
        }
        return missing;
    }

    /** The names of these directories, and of those above them, are on disk. */
    synchronized void add(Set<FilePath> folders) {
        if (anchored.size() + folders.size() > MAX_ANCHORED) {
            anchored.clear();
        }
        anchored.addAll(folders);
    }

    /** Nothing is known any more. */
    synchronized void clear() {
        anchored.clear();
    }
}
