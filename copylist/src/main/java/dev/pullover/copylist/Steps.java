package dev.pullover.copylist;

/** Told of every change to the disk before it is made: the tests let a crash come between any two. Thread-safe. */
@FunctionalInterface
interface Steps {
    /** Nothing comes between. */
    Steps NONE = step -> {};

    /** Called before a change. */
    void before(Step step);

    /** The changes to the disk. */
    enum Step {
        CREATE_TEMPORARY,
        WRITE,
        SET_ATTRIBUTES,
        SYNC_FILE,
        MAKE_DIRECTORY,
        LINK,
        RENAME,
        SYNC_DIRECTORY,
        RECORD,
        DELETE_TEMPORARY
    }
}
