package dev.pullover.common;

import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** Wall-clock time as messages and databases carry it: nanoseconds since 1970 UTC. */
public final class EpochTime {
    private EpochTime() {}

    /** The time of {@code clock}; good until the year 2262. */
    public static long nowNs(Clock clock) {
        Instant now = clock.instant();
        return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
    }

    /** The whole seconds in {@code epochNs}, which is before 1970 if negative. */
    public static long seconds(long epochNs) {
        return Math.floorDiv(epochNs, TimeUnit.SECONDS.toNanos(1));
    }

    /** The moment {@code epochNs} nanoseconds after 1970 UTC. */
    public static Instant toInstant(long epochNs) {
        return Instant.ofEpochSecond(0, epochNs);
    }
}
