package dev.pullover.common.config;

import java.util.Optional;

/**
 * {@code [stat]}: counters.
 *
 * @param listen where page and metrics are served; empty = not served
 */
public record StatConfig(Optional<ListenAddress> listen) {}
