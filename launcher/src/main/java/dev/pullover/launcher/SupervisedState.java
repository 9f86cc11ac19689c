package dev.pullover.launcher;

/** What the supervisor knows of a module. */
enum SupervisedState {
    /** Its process is there, and has not taken its lock yet. */
    STARTING,
    RUNNING,
    /** It has ended, and is started again when the wait is over. */
    WAITING,
    /** It ended as it was told. */
    STOPPED,
    /** It did not end in time when it was told to. */
    KILLED
}
