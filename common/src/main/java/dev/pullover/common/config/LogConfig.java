package dev.pullover.common.config;

import dev.pullover.common.message.LogLevel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * {@code [log]}: the log files.
 *
 * @param level lines below are not written
 * @param file the text file; absolute
 * @param json the same records as JSON lines; absolute
 * @param maxSizeBytes a file that would grow beyond is rolled, in bytes; positive
 * @param maxAge a file that was begun longer ago is rolled; empty = whatever its age
 * @param keep rolled files kept of each; 0 = none
 * @param forward where lines are sent besides; empty = nowhere
 */
public record LogConfig(
        LogLevel level,
        Path file,
        Path json,
        long maxSizeBytes,
        Optional<Duration> maxAge,
        int keep,
        Optional<LogForward> forward) {}
