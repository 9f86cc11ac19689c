package dev.pullover.common.config;

import java.time.Duration;

/**
 * {@code [copy]}: how copylist pulls.
 *
 * @param parallel threads that pull, each a large file or a batch of small ones, at least 1
 * @param slowStart how long a server that comes back takes to get its full share; zero = at once
 * @param bandwidth limit over all connections together
 * @param keepVersions older versions kept of each file; 0 = none
 */
public record CopyConfig(
        int parallel,
        Transport transport,
        Balance balance,
        Duration slowStart,
        Bandwidth bandwidth,
        Durability durability,
        Deletions deletions,
        int keepVersions) {}
