package dev.pullover.common.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * {@code [publish]}: what publishlist publishes, on the production server.
 *
 * @param sources glob patterns of the files to publish, as written: absolute, or relative to {@code base}; at least one
 * @param base paths in the outbox are relative to it; absolute
 * @param outbox where the published files and the catalog go; absolute
 * @param state the publisher's own index, lock and log; absolute, never inside {@code outbox}
 * @param excludes glob patterns of files not to publish, as written: absolute, or relative to {@code base}
 * @param deletions whether a source that vanished is deleted from the outbox, and {@code del} written to the catalog
 * @param interval between sweeps over the sources, while running as a daemon; positive
 * @param settle how long a source must not have changed before it is published; zero = not at all
 */
public record PublishConfig(
        List<String> sources,
        Path base,
        Path outbox,
        Path state,
        List<String> excludes,
        boolean deletions,
        Duration interval,
        Duration settle) {
    public PublishConfig {
        sources = List.copyOf(sources);
        excludes = List.copyOf(excludes);
    }
}
