package dev.pullover.common.config;

import java.nio.file.Path;

/**
 * {@code [replica]}.
 *
 * @param directory where the files go; absolute
 * @param state where queues, databases, locks and logs are kept; absolute, never inside {@code directory}
 * @param reserveBytes free space that is never touched, on the file systems of both, in bytes; 0 = none
 */
public record ReplicaConfig(Path directory, Path state, long reserveBytes) {}
