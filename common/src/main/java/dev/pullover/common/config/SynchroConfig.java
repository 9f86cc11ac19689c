package dev.pullover.common.config;

import java.time.Duration;

/**
 * {@code [synchro]}: how synchrolist follows the servers.
 *
 * @param interval between looks, while running as a daemon; positive
 */
public record SynchroConfig(Duration interval, SynchroMode mode) {}
