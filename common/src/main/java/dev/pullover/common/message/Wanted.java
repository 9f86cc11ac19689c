package dev.pullover.common.message;

/**
 * New or changed files, in catalog order: the changes {@code firstChange} to {@code lastChange} of {@code catalog.db}.
 * A range, not the files themselves: a million new files must not push a million messages through the queue, and what
 * is owed is in the database anyway.
 *
 * @param timeNs when synchrolist committed them, nanoseconds since 1970 UTC
 * @param firstChange first new change number in {@code catalog.db}
 * @param lastChange last new change number
 * @param files changes in the range
 * @param bytes sum of their sizes
 */
public record Wanted(long timeNs, long firstChange, long lastChange, long files, long bytes) {}
