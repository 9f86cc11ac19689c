package dev.pullover.copylist;

import dev.pullover.common.path.FilePath;
import dev.pullover.copylist.ReplicaTree.Place;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what came with another hash than was published, for people to look at: in {@code .pullover/bad/}, the last few.
 * Thread-safe.
 */
final class BadFiles {
    private static final Logger log = LoggerFactory.getLogger(BadFiles.class);
    private static final FilePath FOLDER =
            FilePath.of(FilePath.PRIVATE_DIRECTORY).child("bad");
    private static final int MAX_FILES = 20;
    private static final long MAX_BYTES = 1L << 30;
    /** A second one from the same server replaces the first. */
    private static final int PATH_AND_HASH_CHARS = 32;

    private final ReplicaTree tree;

    BadFiles(ReplicaTree tree) {
        this.tree = tree;
    }

    /** Takes a temporary file away, and keeps it if it is not too large. */
    synchronized void take(Path temporary, FilePath path, String server) throws IOException {
        String start = temporary.toString();
        String name = start.substring(0, Math.min(PATH_AND_HASH_CHARS, start.length())) + "-" + server;
        try (Place place = tree.make(FOLDER.child(name), grown -> {})) {
            tree.temporaries().move(temporary, place.folder(), place.name());
            log.warn("{}: kept as {}", path, FOLDER.child(name));
            prune(place.folder());
        } catch (IOException e) {
            log.warn("{}: bad content cannot be kept: {}", path, e.toString());
            tree.temporaries().delete(temporary);
        }
    }

    private static void prune(Folder folder) throws IOException {
        long bytes = 0;
        int files = 0;
        for (Kept kept : newestFirst(folder)) {
            files++;
            bytes += kept.attributes().size();
            if (files > MAX_FILES || bytes > MAX_BYTES) {
                folder.delete(kept.name());
            }
        }
    }

    private static List<Kept> newestFirst(Folder folder) throws IOException {
        List<Kept> all = new ArrayList<>();
        try (Folder listed = folder.again()) {
            for (Path name : listed.names()) {
                Optional<PosixFileAttributes> attributes = folder.stat(name);
                attributes.ifPresent(found -> all.add(new Kept(name, found)));
            }
        }
        all.sort(Comparator.comparing(Kept::date).reversed());
        return all;
    }

    private record Kept(Path name, PosixFileAttributes attributes) {
        FileTime date() {
            return attributes.lastModifiedTime();
        }
    }
}
