package dev.pullover.log;

import dev.pullover.common.config.LogConfig;
import java.time.Duration;

/**
 * When a log file is put aside.
 *
 * @param maxBytes before it would grow beyond
 * @param maxAgeNs when it was begun that long ago, nanoseconds; {@link Long#MAX_VALUE}: whatever its age
 * @param keep how many files that were put aside are kept
 */
record RotationPolicy(long maxBytes, long maxAgeNs, int keep) {
    static RotationPolicy of(LogConfig config) {
        long maxAgeNs = config.maxAge().map(Duration::toNanos).orElse(Long.MAX_VALUE);
        return new RotationPolicy(config.maxSizeBytes(), maxAgeNs, config.keep());
    }
}
