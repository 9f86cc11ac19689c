package dev.pullover.common.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * {@code [publish]}: what publishlist publishes, on the production server.
 *
 * @param sources glob patterns of the files to publish, as written: absolute, or relative to {@code base}; empty only
 *     where there is a {@code listFile}
 * @param listFile a file with further ones, one a line; absolute, or {@link #STANDARD_INPUT}
 * @param base paths in the outbox are relative to it; absolute
 * @param outbox where the published files and the catalog go; absolute
 * @param state the publisher's own index, lock and log; absolute, never inside {@code outbox}
 * @param excludes glob patterns of files not to publish, as written: absolute, or relative to {@code base}
 * @param deletions whether a source that vanished is deleted from the outbox, and {@code del} written to the catalog
 * @param interval between sweeps over the sources, while running as a daemon without watches; positive
 * @param watch whether a daemon watches the sources
 * @param sweepInterval between sweeps while running as a daemon with watches; positive
 * @param settle how long a source must not have changed before it is published; zero = not at all
 * @param snapshotEvery sealed segments after which a snapshot of the catalog is written, 0 = never
 * @param keepSegments segments kept before the newest snapshot, at least 1
 */
public record PublishConfig(
        List<String> sources,
        Optional<Path> listFile,
        Path base,
        Path outbox,
        Path state,
        List<String> excludes,
        boolean deletions,
        Duration interval,
        boolean watch,
        Duration sweepInterval,
        Duration settle,
        int snapshotEvery,
        int keepSegments) {
    /** What {@code listFile} is where the list comes from standard input. */
    public static final Path STANDARD_INPUT = Path.of("-");

    public PublishConfig {
        sources = List.copyOf(sources);
        excludes = List.copyOf(excludes);
    }

    /** The same with paths that are absolute and normal, so that they can be compared. */
    public PublishConfig normalized() {
        return new PublishConfig(
                sources,
                listFile,
                normal(base),
                normal(outbox),
                normal(state),
                excludes,
                deletions,
                interval,
                watch,
                sweepInterval,
                settle,
                snapshotEvery,
                keepSegments);
    }

    private static Path normal(Path path) {
        return path.toAbsolutePath().normalize();
    }
}
