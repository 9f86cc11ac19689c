package dev.pullover.copylist;

/** What trying to bring one file came to: an {@link Outcome}, or why there can be none at the moment. */
sealed interface Attempt permits Outcome, Attempt.NoServer, Attempt.NoSpace {
    /**
     * No server can be used now.
     *
     * @param losses how many connections have broken while this file was being pulled
     */
    record NoServer(int losses) implements Attempt {}

    /** The file would touch the reserve of free space, or the disk is full. */
    record NoSpace(String reason) implements Attempt {}
}
