package dev.pullover.common.config;

/** How the names of files that have come are written to the command that is run for them. */
public enum ArrivalNames {
    /** A line for each, escaped as in the catalog. */
    LINES,
    /** As they are, each followed by a NUL. */
    NUL
}
