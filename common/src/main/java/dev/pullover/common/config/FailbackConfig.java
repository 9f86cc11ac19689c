package dev.pullover.common.config;

import java.time.Duration;

/**
 * {@code [failback]}: the return to the preferred server.
 *
 * @param hold how long the preferred server must have been up without interruption before an
 *     automatic failback; zero = at once
 */
public record FailbackConfig(FailbackPolicy policy, Duration hold) {}
