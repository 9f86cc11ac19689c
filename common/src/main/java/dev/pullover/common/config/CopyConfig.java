package dev.pullover.common.config;

import java.time.Duration;
import java.util.Optional;

/**
 * {@code [copy]}: how copylist pulls.
 *
 * @param parallel threads that pull, each a large file or a batch of small ones, at least 1
 * @param connections to one server at most, at least 1
 * @param slowStart how long a server that comes back takes to get its full share; zero = at once
 * @param bandwidth limit over all connections together
 * @param parkAfter failed tries after which a file is parked, at least 1
 * @param keep what is kept of files that are replaced or deleted
 * @param attributes what files are given beside their content
 * @param onArrival what is run when files have come
 */
public record CopyConfig(
        int parallel,
        int connections,
        Transport transport,
        Balance balance,
        Duration slowStart,
        Bandwidth bandwidth,
        Durability durability,
        int parkAfter,
        KeepConfig keep,
        AttributesConfig attributes,
        Optional<ArrivalConfig> onArrival) {}
