package dev.pullover.common.state;

/**
 * The active server was lost, and another one, or the same again, took its place.
 *
 * @param timeNs when the new one was chosen, nanoseconds since 1970 UTC
 * @param from the server that was lost
 * @param to the server that took over
 * @param outageMs from the first sign of failure until then, milliseconds
 */
public record FailoverRecord(long timeNs, String from, String to, long outageMs) {}
