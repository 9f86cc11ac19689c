package dev.pullover.publishlist;

import dev.pullover.common.ExitCode;
import dev.pullover.common.PulloverException;
import dev.pullover.common.catalog.CatalogFormatException;
import dev.pullover.common.catalog.CatalogHead;
import dev.pullover.common.config.PublishConfig;
import dev.pullover.common.logging.Logging;
import dev.pullover.common.module.ModuleLock;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes files into an outbox and keeps its catalog. Holds the lock of its state directory from {@link
 * #open} to {@link #close}. Killed at any moment, it leaves a catalog that readers can use; the next call of
 * {@link #publishOnce}, here or in another process, completes what was begun.
 *
 * <p>For one thread.
 */
final class Publisher implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Publisher.class);

    private final PublishConfig config;
    private final PublisherContext context;
    private final GlobState sources;
    private final GlobState excludes;
    private final ModuleLock lock;
    private final Outbox outbox;
    private final LocalCatalog catalog;
    private final Index index;
    private Problems problems = Problems.none();

    private Publisher(PublishConfig given, PublisherContext context) {
        this.config = check(given);
        this.context = context;
        SourcePatterns patterns = new SourcePatterns(config.base());
        this.sources = patterns.sources(config.sources());
        this.excludes = patterns.excludes(config.excludes());
        makeDirectory("state", config.state());
        this.lock = ModuleLock.acquire(
                config.state().resolve("publishlist.lock"),
                "publishlist",
                context.clock().instant());
        this.outbox = new Outbox(config.outbox(), context.files(), context.clock());
        this.catalog = new LocalCatalog(config.outbox());
        this.index = new Index(config.state(), context.files());
    }

    /**
     * Finds out whether {@code given} can be used, without touching anything.
     *
     * @return the same with normal paths, which can be compared with each other and with patterns
     * @throws PulloverException (usage) if not
     */
    static PublishConfig check(PublishConfig given) {
        Path base = given.base().toAbsolutePath().normalize();
        Path outbox = given.outbox().toAbsolutePath().normalize();
        Path state = given.state().toAbsolutePath().normalize();
        requireOutside("base", base, "outbox", outbox);
        requireOutside("base", base, "state", state);
        requireOutside("state", state, "outbox", outbox);
        SourcePatterns patterns = new SourcePatterns(base);
        patterns.sources(given.sources());
        patterns.excludes(given.excludes());
        return new PublishConfig(
                given.sources(),
                base,
                outbox,
                state,
                given.excludes(),
                given.deletions(),
                given.interval(),
                given.settle());
    }

    /**
     * Takes the lock.
     *
     * @throws PulloverException if the configuration cannot be used, or another publisher is running
     */
    static Publisher open(PublishConfig config, PublisherContext context) {
        return new Publisher(config, context);
    }

    /** Same, and lets this process log into {@code publishlist.log} in the state directory. */
    static Publisher openLogging(PublishConfig config, PublisherContext context) {
        Publisher publisher = open(config, context);
        Logging.toFile(config.state().resolve("publishlist.log"));
        return publisher;
    }

    /** Same as {@link #publishOnce(BooleanSupplier)}, to the end. */
    PublishReport publishOnce() throws InterruptedException {
        return publishOnce(() -> false);
    }

    /**
     * Compares all sources with what is published, and publishes what is new.
     *
     * @param stopping asked after each file; true ends the pass, with what it has done published
     * @return what came of it; each failure of a single file has been logged
     * @throws PulloverException if outbox or state cannot be used
     * @throws InterruptedException if the thread was interrupted; nothing is half-published
     */
    PublishReport publishOnce(BooleanSupplier stopping) throws InterruptedException {
        return guarded(() -> {
            CatalogHead head = prepare();
            try {
                return pass(head, stopping);
            } catch (CatalogFormatException e) {
                log.warn("index made anew: {}", e.getMessage());
                index.discard();
                return pass(prepare(), stopping);
            }
        });
    }

    /**
     * Reads the whole outbox and compares it with the catalog. Changes nothing, but completes what a killed
     * publisher left.
     *
     * @param differences takes each difference, in the order of paths
     * @throws PulloverException if outbox or state cannot be used, or the catalog itself is damaged
     * @throws InterruptedException if the thread was interrupted
     */
    VerifyReport verify(Consumer<VerifyReport.Difference> differences) throws InterruptedException {
        return guarded(() -> {
            CatalogHead head = prepare();
            try (LatestLines lines = new LatestLines(config.state())) {
                catalog.readAll(head, lines::add);
                return new Verification(outbox, lines, differences).run(head);
            }
        });
    }

    /** Gives the lock back. */
    @Override
    public void close() {
        lock.close();
    }

    /** Completes what was begun, or begins a catalog. */
    private CatalogHead prepare() throws IOException {
        makeDirectory("outbox", config.outbox());
        Optional<CatalogHead> head = outbox.readHead();
        Optional<IndexMark> mark = index.mark();
        if (head.isEmpty() && mark.isPresent()) {
            throw new PulloverException(
                    ExitCode.USAGE,
                    "outbox " + config.outbox() + " has no catalog, but epoch "
                            + mark.get().epoch()
                            + " was published there: is its file system mounted? To begin anew, remove "
                            + index.file());
        }
        if (head.isPresent() && mark.isPresent() && mark.get().isAhead(head.get())) {
            throw LocalCatalog.damaged(
                    config.outbox(),
                    "it ends at seq " + head.get().seq() + ", but seq "
                            + mark.get().position().seq()
                            + " of the same epoch was published: it was set back to an older state",
                    null);
        }
        return head.isPresent() ? outbox.recover(head.get()) : outbox.begin(context.epochs());
    }

    private PublishReport pass(CatalogHead head, BooleanSupplier stopping) throws IOException {
        removeSortRuns();
        new IndexRebuild(index, catalog, config.state()).bringTo(head);
        problems = problems.next();
        PublishReport report;
        try (Batch batch = newBatch(head);
                Pass pass = newPass(batch)) {
            report = pass.run(stopping);
            if (!pass.isWorthRepeating()) {
                return report;
            }
        }
        CatalogHead now = prepare();
        problems = problems.next();
        try (Batch batch = newBatch(now);
                Pass pass = newPass(batch)) {
            return pass.run(stopping).after(report);
        }
    }

    private Batch newBatch(CatalogHead head) {
        return new Batch(outbox, context.files(), head, context.segmentBytes(), context.nanoTime());
    }

    private Pass newPass(Batch batch) throws IOException {
        Path base = config.base();
        Path root = Files.isDirectory(base) ? base.toRealPath() : base;
        Set<Path> never = Set.of(config.outbox().toRealPath(), config.state().toRealPath());
        TreeWalk walk = new TreeWalk(root, sources, excludes, never, problems);
        Stager stager = new Stager(outbox, context.files(), batch, context.clock());
        return new Pass(walk, index, batch, stager, problems, context.clock(), config);
    }

    private void removeSortRuns() throws IOException {
        try (DirectoryStream<Path> runs = Files.newDirectoryStream(config.state(), LatestLines.RUN_GLOB)) {
            for (Path run : runs) {
                Files.deleteIfExists(run);
            }
        }
    }

    private static void requireOutside(String name, Path inner, String outerName, Path outer) {
        if (inner.startsWith(outer)) {
            throw new PulloverException(
                    ExitCode.USAGE,
                    "[publish] " + name + " = \"" + inner + "\" must not be in " + outerName + " = \"" + outer + "\"");
        }
    }

    private static void makeDirectory(String what, Path directory) {
        try {
            if (!Files.isDirectory(directory)) {
                Files.createDirectory(directory);
            }
        } catch (IOException e) {
            throw new PulloverException(
                    ExitCode.USAGE,
                    "[publish] " + what + " = \"" + directory + "\" cannot be made: " + Problems.reason(e)
                            + "; make it, and let it belong to the user who publishes",
                    e);
        }
    }

    private <T> T guarded(IoAction<T> action) throws InterruptedException {
        try {
            return action.run();
        } catch (ClosedByInterruptException e) {
            Thread.interrupted();
            InterruptedException interrupted = new InterruptedException("interrupted while publishing");
            interrupted.initCause(e);
            throw interrupted;
        } catch (IOException e) {
            throw new PulloverException(
                    ExitCode.SOME_FILES,
                    "cannot publish to " + config.outbox() + " with state in " + config.state() + ": " + describe(e)
                            + "; what was published before stays, the next run goes on",
                    e);
        }
    }

    private static String describe(IOException e) {
        String where = e instanceof FileSystemException f && f.getFile() != null ? f.getFile() + ": " : "";
        return where + Problems.reason(e);
    }

    private interface IoAction<T> {
        T run() throws IOException;
    }
}
