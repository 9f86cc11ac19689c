package dev.pullover.bench;

/** How a command ended: -1 if it did not; and all that it printed. */
record ChaosResult(int exitCode, String output) {}
