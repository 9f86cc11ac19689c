package dev.pullover.copylist;

/** A file and how trying to bring it ended. */
record Settled(Task task, Outcome outcome) {}
