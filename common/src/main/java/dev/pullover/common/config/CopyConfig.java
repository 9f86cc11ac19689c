package dev.pullover.common.config;

import java.util.OptionalLong;

/**
 * {@code [copy]}: how copylist pulls.
 *
 * @param parallel files in flight at most, at least 1
 * @param bandwidthBytesPerSecond limit over all connections together, positive; empty = unlimited
 * @param keepVersions older versions kept of each file; 0 = none
 */
public record CopyConfig(
        int parallel,
        Transport transport,
        Balance balance,
        OptionalLong bandwidthBytesPerSecond,
        Durability durability,
        Deletions deletions,
        int keepVersions) {}
