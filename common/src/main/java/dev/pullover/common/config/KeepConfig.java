package dev.pullover.common.config;

import java.time.Duration;

/**
 * Keys of {@code [copy]} for files that are replaced or deleted on the server.
 *
 * @param maxDeletions files at most that are moved aside in one pass, and within an hour; at least 1
 * @param quarantineKeep how long they are kept there, positive
 * @param keepVersions older versions kept of each file; 0 = none
 */
public record KeepConfig(Deletions deletions, int maxDeletions, Duration quarantineKeep, int keepVersions) {}
