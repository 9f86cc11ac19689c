package dev.pullover.publishlist;

import dev.pullover.common.catalog.CatalogHead;
import dev.pullover.common.catalog.CatalogLayout;
import dev.pullover.common.catalog.CatalogLine;
import dev.pullover.common.catalog.CatalogLine.Op;
import dev.pullover.common.catalog.CatalogPosition;
import dev.pullover.common.config.PublishConfig;
import dev.pullover.common.path.FilePath;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;
import org.apache.commons.io.FileUtils;

/** A work bench for tests: a directory of sources, an outbox, a state directory, and a publisher between them. */
final class Bench {
    static final UUID EPOCH = UUID.fromString("6f1c2a34-0b5d-4e7f-8a91-b2c3d4e5f607");
    /** An hour on, so that no source counts as changed just now. */
    static final Clock LATER = Clock.offset(Clock.systemUTC(), Duration.ofHours(1));

    Path base;
    Path outbox;
    Path state;
    List<String> sources = List.of("**");
    List<String> excludes = List.of();
    Optional<Path> listFile = Optional.empty();
    InputStream standardInput = InputStream.nullInputStream();
    boolean deletions;
    int snapshotEvery;
    int keepSegments = 1;
    Supplier<UUID> epochs = () -> EPOCH;
    Duration settle = Duration.ZERO;
    long segmentBytes = PublisherContext.DEFAULT_SEGMENT_BYTES;
    final List<String> seenDifferences = new ArrayList<>();
    FileOps files = new LocalFileOps();
    Clock clock = LATER;

    Bench(Path directory) throws IOException {
        base = Files.createDirectories(directory.resolve("base"));
        outbox = directory.resolve("outbox");
        state = directory.resolve("state");
    }

    PublishConfig config() {
        return new PublishConfig(
                sources,
                listFile,
                base,
                outbox,
                state,
                excludes,
                deletions,
                Duration.ofSeconds(1),
                true,
                Duration.ofMinutes(1),
                settle,
                snapshotEvery,
                keepSegments);
    }

    PublisherContext context() {
        return new PublisherContext(files, clock, System::nanoTime, epochs, standardInput, segmentBytes);
    }

    Publisher open() {
        return Publisher.open(config(), context());
    }

    PublishReport publish() throws InterruptedException {
        try (Publisher publisher = open()) {
            return publisher.publishOnce();
        }
    }

    List<String> verify() throws InterruptedException {
        List<String> differences = new ArrayList<>();
        try (Publisher publisher = open()) {
            publisher.verify(difference -> differences.add(difference.path() + " " + difference.problem()));
        }
        return differences;
    }

    Path write(String name, String content) throws IOException {
        Path file = base.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, content);
    }

    String published(String name) throws IOException {
        return Files.readString(outbox.resolve(name));
    }

    CatalogHead head() throws IOException {
        return CatalogHead.parse(Files.readAllBytes(CatalogLayout.in(outbox, CatalogLayout.HEAD)));
    }

    /** All lines, read as a reader would. */
    List<CatalogLine> lines() throws IOException {
        List<CatalogLine> lines = new ArrayList<>();
        new LocalCatalog(outbox).read(CatalogPosition.START, head(), lines::add);
        return lines;
    }

    /** What the catalog offers, by path: read as by one who begins, from a snapshot if there is one. */
    Map<FilePath, CatalogLine> offered() throws IOException {
        Map<FilePath, CatalogLine> offered = new TreeMap<>();
        new LocalCatalog(outbox).readAll(head(), line -> {
            if (line.op() == Op.PUT) {
                offered.put(line.path(), line);
            } else {
                offered.remove(line.path());
            }
        });
        return offered;
    }

    /** A server to which this one's outbox was copied as it is now, with a publisher that never ran. */
    Bench replicated(Path directory) throws IOException {
        Bench other = new Bench(directory);
        FileUtils.copyDirectory(outbox.toFile(), other.outbox.toFile());
        other.epochs = UUID::randomUUID;
        return other;
    }

    TakeoverReport takeOver(Takeover.Request request) throws InterruptedException {
        try (Publisher publisher = open()) {
            return publisher.takeOver(request, difference -> seenDifferences.add(difference.text()));
        }
    }

    /** The paths of published files, from the outbox itself. */
    List<String> outboxFiles() throws IOException {
        try (var files = Files.walk(outbox)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> outbox.relativize(file).toString())
                    .filter(name -> !name.startsWith(FilePath.PRIVATE_DIRECTORY))
                    .sorted()
                    .toList();
        }
    }
}
