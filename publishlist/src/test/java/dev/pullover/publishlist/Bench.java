package dev.pullover.publishlist;

import dev.pullover.common.catalog.CatalogHead;
import dev.pullover.common.catalog.CatalogLayout;
import dev.pullover.common.catalog.CatalogLine;
import dev.pullover.common.catalog.CatalogLine.Op;
import dev.pullover.common.catalog.CatalogPosition;
import dev.pullover.common.config.PublishConfig;
import dev.pullover.common.path.FilePath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

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
    boolean deletions;
    Duration settle = Duration.ZERO;
    long segmentBytes = PublisherContext.DEFAULT_SEGMENT_BYTES;
    FileOps files = new LocalFileOps();
    Clock clock = LATER;

    Bench(Path directory) throws IOException {
        base = Files.createDirectories(directory.resolve("base"));
        outbox = directory.resolve("outbox");
        state = directory.resolve("state");
    }

    PublishConfig config() {
        return new PublishConfig(sources, base, outbox, state, excludes, deletions, Duration.ofSeconds(1), settle);
    }

    PublisherContext context() {
        return new PublisherContext(files, clock, System::nanoTime, () -> EPOCH, segmentBytes);
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

    /** What the catalog offers, by path. */
    Map<FilePath, CatalogLine> offered() throws IOException {
        Map<FilePath, CatalogLine> offered = new TreeMap<>();
        for (CatalogLine line : lines()) {
            if (line.op() == Op.PUT) {
                offered.put(line.path(), line);
            } else {
                offered.remove(line.path());
            }
        }
        return offered;
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
