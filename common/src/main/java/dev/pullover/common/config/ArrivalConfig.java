package dev.pullover.common.config;

import java.time.Duration;

/**
 * Keys of {@code [copy]} for what is run when files have come.
 *
 * @param command for {@code /bin/sh -c}
 * @param names in which form it gets the names
 * @param timeout how long it may take, positive
 */
public record ArrivalConfig(String command, ArrivalNames names, Duration timeout) {}
