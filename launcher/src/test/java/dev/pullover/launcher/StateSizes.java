package dev.pullover.launcher;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.common.message.Channel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What the state directory of a {@link Site} and the publisher's hold, by kind; in bytes, but for numbers of files. */
record StateSizes(Map<String, Long> bytes) {
    private static final long NOTABLE_BYTES = 10_000;
    private static final int LOG_KIB = 64;
    private static final int LOGS_KEPT = 2;

    /** To be appended to the configuration. */
    static final String SMALL_LOGS = "[log]\nmax-size = \"%dKB\"\nkeep = %d\n".formatted(LOG_KIB, LOGS_KEPT);

    /** Databases grow by pages and history by the hour, queues by whole blocks. */
    private static final double TOLERANCE = 1.25;

    private static final long TOLERANCE_BYTES = 2 << 20;
    private static final long MAX_FILES = 300;
    /** SQLite's own limit before a checkpoint is 1,000 pages of 4 KiB; a large transaction may go beyond. */
    private static final long MAX_WAL_BYTES = 8 << 20;

    static StateSizes of(Site site) throws IOException {
        Map<String, Long> bytes = new TreeMap<>();
        for (Path root : new Path[] {site.state(), site.state().resolveSibling("publisher")}) {
            try (Stream<Path> all = Files.walk(root)) {
                for (Path file : (Iterable<Path>) all.filter(Files::isRegularFile)::iterator) {
                    bytes.merge(kind(root, file), sizeOf(file), Long::sum);
                    bytes.merge("files", 1L, Long::sum);
                }
            }
        }
        return new StateSizes(bytes);
    }

    /** The budgets of queues, the rolling of logs, as documented; few files. */
    void assertWithinBounds() {
        for (Channel<?> channel : Channel.all()) {
            bytes.forEach((kind, size) -> assertTrue(
                    !kind.startsWith("queues/" + channel.name() + "/") || size <= channel.budgetBytes(),
                    kind + " is over its budget: " + this));
        }
        long maxLog = (LOGS_KEPT + 1) * LOG_KIB * 1024L;
        bytes.forEach((kind, size) -> {
            assertTrue(!kind.startsWith("pullover.") || size <= maxLog, kind + " is not rolled: " + this);
            assertTrue(!kind.endsWith("-wal") || size <= MAX_WAL_BYTES, kind + " is large: " + this);
        });
        assertTrue(bytes.get("files") <= MAX_FILES, "too many files: " + this);
    }

    void assertNotMoreThan(StateSizes before) {
        bytes.forEach((kind, size) -> assertTrue(
                size <= before.bytes.getOrDefault(kind, 0L) * TOLERANCE + (kind.equals("files") ? 0 : TOLERANCE_BYTES),
                kind + " has grown: " + before + ", then " + this));
    }

    /** What is notable. */
    @Override
    public String toString() {
        Map<String, Long> notable = new TreeMap<>(bytes);
        notable.values().removeIf(size -> size < NOTABLE_BYTES);
        return bytes.get("files") + " files " + notable;
    }

    /** The writer's queue, a log with what was rolled of it, or else the file itself or its folder. */
    private static String kind(Path root, Path file) {
        Path relative = root.relativize(file);
        String first = relative.getName(0).toString();
        if (first.equals("queues")) {
            return relative.subpath(0, Math.min(3, relative.getNameCount())).toString();
        }
        String name = first.replaceFirst("^(pullover\\.(?:log|jsonl)).*", "$1");
        return root.getFileName().toString().equals("state") ? name : root.getFileName() + "/" + name;
    }

    private static long sizeOf(Path file) throws IOException {
        try {
            return Files.size(file);
        } catch (java.nio.file.NoSuchFileException e) {
            return 0; // a cycle that every reader has passed
        }
    }
}
