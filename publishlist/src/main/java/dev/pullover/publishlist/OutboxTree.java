package dev.pullover.publishlist;

import dev.pullover.common.path.FilePath;
import dev.pullover.common.path.PathBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** The published files: puts them in place and takes them away, never through a symbolic link. */
final class OutboxTree {
    private final Path root;
    private final FileOps files;
    /** Directories whose names have changed since they were last forced to disk. */
    private final Set<Path> touched = new LinkedHashSet<>();
    /** Directories known to be ones, real all the way from the root; forgotten at {@link #forget}. */
    private final Set<Path> known = new HashSet<>();

    OutboxTree(Path root, FileOps files) {
        this.root = root;
        this.files = files;
    }

    Path file(FilePath path) {
        return PathBytes.resolve(root, path.bytes());
    }

    /** Why a file cannot be put at {@code path} now; empty if it can. */
    Optional<String> obstacle(FilePath path) throws IOException {
        Path target = file(path);
        Optional<Path> wrong = firstWrongParent(target.getParent());
        if (wrong.isPresent()) {
            return Optional.of(wrong.get() + " is in the way: not a directory");
        }
        boolean directory = FileStat.ifExists(target).map(FileStat::isDirectory).orElse(false);
        return directory ? Optional.of(target + " is in the way: a directory") : Optional.empty();
    }

    /** Whether a regular file of this size is at {@code path}. */
    boolean holds(FilePath path, long size) throws IOException {
        return FileStat.ifExists(file(path))
                .map(stat -> stat.isFile() && stat.size() == size)
                .orElse(false);
    }

    /** Makes the directories that {@code path} needs. */
    void makeRoom(FilePath path) throws IOException {
        makeDirectory(file(path).getParent());
    }

    /** Renames {@code temporary} to {@code path}, for which there is room. */
    void put(Path temporary, FilePath path) throws IOException {
        Path target = file(path);
        files.rename(temporary, target);
        touched.add(target.getParent());
    }

    /** Gives the file at {@code path} other permissions and another date. */
    void setAttributes(FilePath path, int mode, long mtimeNs) throws IOException {
        Path target = file(path);
        files.setAttributes(target, mode, mtimeNs);
        files.force(target);
    }

    /** Takes the file at {@code path} away, and the directories that are empty without it; goes on where a kill ended it. */
    void remove(FilePath path) throws IOException {
        Path target = file(path);
        Path parent = target.getParent();
        if (firstWrongParent(parent).isPresent()) {
            return;
        }
        if (FileStat.ifExists(target).map(stat -> !stat.isDirectory()).orElse(false)) {
            files.delete(target);
        }
        known.clear();
        while (!parent.equals(root) && isGoneOrEmpty(parent)) {
            files.delete(parent);
            touched.remove(parent);
            parent = parent.getParent();
        }
        if (Files.isDirectory(parent)) {
            touched.add(parent);
        }
    }

    /** Begins anew after a failure, or after a time in which others may have changed something. */
    void forget() {
        touched.clear();
        known.clear();
    }

    /**
     * Of a killed publisher's batch: what it did to names on the way to {@code path} may be in memory only, so that the next
     * {@link #force} is for all of them.
     */
    void doubt(FilePath path) {
        Path directory = file(path);
        do {
            directory = directory.getParent();
            if (Files.isDirectory(directory)) {
                touched.add(directory);
            }
        } while (!directory.equals(root));
    }

    /** Forces all names put or taken away since the last call to disk. */
    void force() throws IOException {
        for (Path directory : touched) {
            files.forceDirectory(directory);
        }
        forget();
    }

    private Optional<Path> firstWrongParent(Path directory) throws IOException {
        if (directory.equals(root) || known.contains(directory)) {
            return Optional.empty();
        }
        Optional<Path> above = firstWrongParent(directory.getParent());
        if (above.isPresent()) {
            return above;
        }
        Optional<FileStat> stat = FileStat.ifExists(directory);
        if (stat.isPresent() && stat.get().isDirectory()) {
            known.add(directory);
        }
        return stat.isPresent() && !stat.get().isDirectory() ? Optional.of(directory) : Optional.empty();
    }

    private void makeDirectory(Path directory) throws IOException {
        if (directory.equals(root) || known.contains(directory)) {
            return;
        }
        makeDirectory(directory.getParent());
        Optional<FileStat> stat = FileStat.ifExists(directory);
        if (stat.isEmpty()) {
            files.createDirectory(directory);
            touched.add(directory.getParent());
        } else if (!stat.get().isDirectory()) {
            throw new NotDirectoryException(directory.toString());
        }
        known.add(directory);
    }

    private static boolean isGoneOrEmpty(Path directory) throws IOException {
        Optional<FileStat> stat = FileStat.ifExists(directory);
        if (stat.isEmpty() || !stat.get().isDirectory()) {
            return stat.isEmpty();
        }
        try (var names = Files.newDirectoryStream(directory)) {
            return !names.iterator().hasNext();
        }
    }
}
