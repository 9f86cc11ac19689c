package dev.pullover.common.config;

/** What becomes of a replicated file that was deleted on the server. */
public enum Deletions {
    /** It stays. */
    IGNORE,
    /** It is moved aside, out of the replica's tree. */
    QUARANTINE
}
