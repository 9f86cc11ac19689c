package dev.pullover.publishlist;

import dev.pullover.common.path.FilePath;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts and reports what could not be published in a pass. The rest goes on. What was reported in the
 * pass before is not said again, so that a daemon does not repeat itself at each sweep.
 */
final class Problems {
    /** Most problems of one pass that are named; the others are counted. */
    static final int MAX_NAMED = 1000;

    private static final Logger log = LoggerFactory.getLogger(Problems.class);

    private final Set<String> before;
    private final Set<String> named = new HashSet<>();
    private long failed;
    private long refused;

    private Problems(Set<String> before) {
        this.before = before;
    }

    static Problems none() {
        return new Problems(Set.of());
    }

    /** For the pass after this one. */
    Problems next() {
        return new Problems(named);
    }

    /** For a look at some files between two passes: what it names is not said again by the next pass. */
    Problems same() {
        Problems same = new Problems(before);
        same.named.addAll(named);
        return same;
    }

    /** A file or directory could not be published. */
    void failed(FilePath path, String problem) {
        failed++;
        tell("not published: " + problem);
    }

    /** A name that cannot travel. */
    void refused(FilePath path, String problem) {
        refused++;
        tell("name refused: " + path + ": " + problem);
    }

    long failedCount() {
        return failed;
    }

    long refusedCount() {
        return refused;
    }

    /** What happened, for people, without the path. */
    static String reason(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "no such file or directory";
        }
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (e instanceof NotDirectoryException) {
            return "not a directory";
        }
        if (e instanceof DirectoryNotEmptyException) {
            return "directory not empty";
        }
        String reason = e instanceof FileSystemException f ? f.getReason() : e.getMessage();
        return reason == null ? e.getClass().getSimpleName() : reason;
    }

    private void tell(String message) {
        if (named.size() == MAX_NAMED) {
            log.debug("{}", message);
            return;
        }
        named.add(message);
        if (before.contains(message)) {
            log.debug("still {}", message);
        } else {
            log.warn("{}", message);
        }
        if (named.size() == MAX_NAMED) {
            log.warn("{} problems in this pass; further ones are only counted", MAX_NAMED);
        }
    }
}
