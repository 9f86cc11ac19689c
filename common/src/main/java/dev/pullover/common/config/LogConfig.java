package dev.pullover.common.config;

import java.nio.file.Path;

/**
 * {@code [log]}: the log files.
 *
 * @param file the text file; absolute
 * @param json the same records as JSON lines; absolute
 * @param maxSizeBytes a file that would grow beyond is rolled, in bytes; positive
 * @param keep rolled files kept of each; 0 = none
 */
public record LogConfig(Path file, Path json, long maxSizeBytes, int keep) {}
