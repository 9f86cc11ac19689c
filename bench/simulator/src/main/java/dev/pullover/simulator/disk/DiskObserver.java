package dev.pullover.simulator.disk;

import java.io.IOException;

/** Told of every change to a disk before it is made: may let it fail, or end the process that makes it. */
public interface DiskObserver {
    /**
     * Before a change.
     *
     * @param step what kind of change
     * @param path that is changed
     * @throws IOException if it is to fail
     */
    void before(Step step, String path) throws IOException;

    /** Before a rename, when it is certain: {@code target} will have what {@code source} has. */
    default void renames(String source, String target) {}

    /** The kinds of changes. */
    enum Step {
        CREATE,
        WRITE,
        TRUNCATE,
        ATTRIBUTES,
        FORCE,
        FORCE_DIRECTORY,
        MAKE_DIRECTORY,
        LINK,
        RENAME,
        DELETE
    }
}
