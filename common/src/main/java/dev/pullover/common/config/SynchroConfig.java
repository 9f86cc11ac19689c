package dev.pullover.common.config;

import java.time.Duration;

/**
 * {@code [synchro]}: how synchrolist follows the servers.
 *
 * @param interval between looks, while running as a daemon; positive
 * @param mode how a server's files become known
 * @param scanInterval between scanning passes, while running as a daemon; positive
 * @param fullScan between scanning passes that list every directory; positive
 */
public record SynchroConfig(Duration interval, SynchroMode mode, Duration scanInterval, Duration fullScan) {}
