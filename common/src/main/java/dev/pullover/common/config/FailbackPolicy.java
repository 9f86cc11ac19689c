package dev.pullover.common.config;

/** Who decides that the preferred server is used again once it is back. */
public enum FailbackPolicy {
    /** Pullover does, after the hold time. */
    AUTOMATIC,
    /** An operator does, with {@code pullover testserver switch}. */
    MANUAL
}
