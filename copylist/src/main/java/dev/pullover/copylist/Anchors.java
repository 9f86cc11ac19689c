package dev.pullover.copylist;

import dev.pullover.common.path.FilePath;
import java.io.IOException;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * Directories of which it is known that their names are on disk: this process has forced them there. Of others an earlier
 * process may have made them, and was killed before it did. Thread-safe.
 */
final class Anchors {
    /** More of them are forgotten, and forced once more: about 2 MB. */
    private static final int MAX_ANCHORED = 10_000;

    private final Set<FilePath> anchored = new HashSet<>();

    /** Of these directories and those above them, the ones whose names may be in memory only. */
    private synchronized Set<FilePath> missing(Collection<FilePath> folders) {
        Set<FilePath> missing = new HashSet<>();
        for (FilePath folder : folders) {
            FilePath way = folder;
            while (!way.toString().isEmpty() && !anchored.contains(way) && missing.add(way)) {
                way = ReplicaTree.parent(way);
            }
        }
        return missing;
    }

    /**
     * Forces the names of these directories and of those above them to disk. One that could not be made has nothing in it, and
     * whoever wanted it has failed already.
     *
     * @param grown other directories in which some were made
     */
    void force(ReplicaTree tree, Collection<FilePath> folders, Set<FilePath> grown) throws IOException {
        Set<FilePath> missing = missing(folders);
        Set<FilePath> changed = new TreeSet<>(grown);
        missing.forEach(way -> changed.add(ReplicaTree.parent(way)));
        Set<FilePath> absent = new HashSet<>();
        for (FilePath folder : changed) {
            if (!tree.syncIfThere(folder)) {
                absent.add(folder);
            }
        }
        missing.removeIf(way -> absent.contains(ReplicaTree.parent(way)));
        add(missing);
    }

    /** Nothing is known any more. */
    synchronized void clear() {
        anchored.clear();
    }

    private synchronized void add(Set<FilePath> folders) {
        if (anchored.size() + folders.size() > MAX_ANCHORED) {
            anchored.clear();
        }
        anchored.addAll(folders);
    }
}
