package dev.pullover.launcher;

import dev.pullover.common.catalog.CatalogLayout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The replication by which the owners keep their backup like production, as far as the demo needs it: copies what is new,
 * files first and the catalog's HEAD last. It reads production's disk, so it goes on when production's SSH server is dead.
 */
final class DemoReplication implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(DemoReplication.class);
    private static final long INTERVAL_MS = 100;

    private final Path from;
    private final Path to;
    private final ScheduledExecutorService executor =
            Executors.newSingleThreadScheduledExecutor(work -> new Thread(work, "demo-replication"));

    private DemoReplication(Path from, Path to) {
        this.from = from;
        this.to = to;
    }

    static DemoReplication start(Path from, Path to) {
        DemoReplication replication = new DemoReplication(from, to);
        replication.executor.scheduleWithFixedDelay(replication::copyNew, 0, INTERVAL_MS, TimeUnit.MILLISECONDS);
        return replication;
    }

    @Override
    public void close() {
        executor.shutdownNow();
        try {
            executor.awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** HEAD is read first and written last: what it names was there when it was read. */
    private void copyNew() {
        try {
            Path headFile = CatalogLayout.in(from, CatalogLayout.HEAD);
            byte[] head = Files.readAllBytes(headFile);
            Path tmp = CatalogLayout.in(from, CatalogLayout.TMP);
            List<Path> files;
            try (Stream<Path> walk = Files.walk(from)) {
                files = walk.filter(Files::isRegularFile)
                        .filter(file -> !file.equals(headFile) && !file.startsWith(tmp))
                        .toList();
            }
            for (Path file : files) {
                copyIfNew(file, to.resolve(from.relativize(file)));
            }
            Path part = to.resolve("HEAD.part");
            Files.write(part, head);
            Files.move(part, CatalogLayout.in(to, CatalogLayout.HEAD), StandardCopyOption.ATOMIC_MOVE);
        } catch (UncheckedIOException e) {
            report(e.getCause());
        } catch (IOException e) {
            report(e);
        }
    }

    private static void report(IOException e) {
        if (e instanceof NoSuchFileException) {
            log.debug("production changes while it is copied; the next round will see: {}", e.getMessage());
        } else {
            log.error("replication of the demo failed: {}", e.toString());
        }
    }

    private static void copyIfNew(Path source, Path target) throws IOException {
        if (Files.exists(target)
                && Files.size(target) == Files.size(source)
                && Files.getLastModifiedTime(target).equals(Files.getLastModifiedTime(source))) {
            return;
        }
        Files.createDirectories(target.getParent());
        Files.copy(source, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
    }
}
