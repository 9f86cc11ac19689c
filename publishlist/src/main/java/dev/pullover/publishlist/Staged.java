package dev.pullover.publishlist;

/** What came of looking at a source that may have changed. */
sealed interface Staged {
    /** A line for it is in the batch. */
    record Put(IndexEntry entry) implements Staged {}

    /** It is as published; the entry has its stat of now. */
    record Same(IndexEntry entry) implements Staged {}

    /** Not there any more. */
    record Gone() implements Staged {}

    /** It could not be read or copied. */
    record Failed(String problem) implements Staged {}

    /** Something else is at its place in the outbox. */
    record Blocked(String problem) implements Staged {}
}
