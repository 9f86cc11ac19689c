package dev.pullover.common.state;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The active server was lost, and another one, or the same again, took its place.
 *
 * @param timeNs when the new one was chosen, nanoseconds since 1970 UTC
 * @param from the server that was lost
 * @param to the server that took over
 * @param outageMs from the first sign of failure until then, milliseconds
 * @param firstByteMs from the first sign of failure until the first byte of a file from the new server, milliseconds; null
 *     as long as none has come, maybe because there is nothing to pull
 */
public record FailoverRecord(
        long timeNs,
        String from,
        String to,
        long outageMs,
        @Nullable Long firstByteMs) {
    /** When the first sign of failure was, nanoseconds since 1970 UTC. */
    public long sinceNs() {
        return timeNs - TimeUnit.MILLISECONDS.toNanos(outageMs);
    }
}
