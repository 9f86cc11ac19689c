package dev.pullover.publishlist;

import dev.pullover.common.ExitCode;
import dev.pullover.common.PulloverException;
import dev.pullover.common.catalog.CatalogFormatException;
import dev.pullover.common.catalog.CatalogHead;
import dev.pullover.common.config.PublishConfig;
import dev.pullover.common.logging.Logging;
import dev.pullover.common.module.ModuleLock;
import dev.pullover.common.path.FilePath;
import dev.pullover.publishlist.TreeWalk.Place;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
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

    /** In the state directory. */
    static final String LOG_FILE = "publishlist.log";

    private final PublishConfig config;
    private final PublisherContext context;
    private final Sources sources;
    private final ModuleLock lock;
    private final Outbox outbox;
    private final LocalCatalog catalog;
    private final Index index;
    private final Identity identity;
    private final CatalogStart start;
    private final RecentEntries recent = new RecentEntries();
    private Problems problems = Problems.none();

    private Publisher(PublishConfig given, PublisherContext context, Duration lockPatience) {
        this.config = check(given);
        this.context = context;
        this.sources = new Sources(config, context.standardInput());
        Directories.make("state", config.state());
        this.lock = ModuleLock.acquire(
                config.state().resolve("publishlist.lock"),
                "publishlist",
                context.clock().instant(),
                lockPatience);
        this.outbox = new Outbox(config.outbox(), context.files(), context.clock());
        this.catalog = new LocalCatalog(config.outbox());
        this.index = new Index(config.state(), context.files());
        this.identity = new Identity(config.state(), context.files());
        this.start = new CatalogStart(outbox, index, identity, config.state());
    }

    /**
     * Finds out whether {@code given} can be used, without touching anything.
     *
     * @return the same with normal paths, which can be compared with each other and with patterns
     * @throws PulloverException (usage) if not
     */
    static PublishConfig check(PublishConfig given) {
        PublishConfig config = given.normalized();
        Directories.requireOutside("base", config.base(), "outbox", config.outbox());
        Directories.requireOutside("base", config.base(), "state", config.state());
        Directories.requireOutside("state", config.state(), "outbox", config.outbox());
        SourcePatterns patterns = new SourcePatterns(config.base());
        patterns.sources(config.sources());
        patterns.excludes(config.excludes());
        return config;
    }

    /**
     * Takes the lock.
     *
     * @throws PulloverException if the configuration cannot be used, or another publisher is running
     */
    static Publisher open(PublishConfig config, PublisherContext context) {
        return new Publisher(config, context, Duration.ZERO);
    }

    /** Same, and lets this process log into {@code publishlist.log} in the state directory. */
    static Publisher openLogging(PublishConfig config, PublisherContext context) {
        return openLogging(config, context, Duration.ZERO);
    }

    /** Same, waiting that long for another one to end. */
    static Publisher openLogging(PublishConfig config, PublisherContext context, Duration lockPatience) {
        Publisher publisher = new Publisher(config, context, lockPatience);
        Logging.toFile(config.state().resolve(LOG_FILE));
        return publisher;
    }

    /** Same as {@link #publishOnce(BooleanSupplier, Consumer)}, to the end. */
    PublishReport publishOnce() throws InterruptedException {
        return publishOnce(() -> false, place -> {});
    }

    /**
     * Compares all sources with what is published, and publishes what is new.
     *
     * @param stopping asked after each file; true ends the pass, with what it has done published
     * @param entering told of each directory of sources before it is listed
     * @return what came of it; each failure of a single file has been logged
     * @throws PulloverException if outbox, state or list file cannot be used
     * @throws InterruptedException if the thread was interrupted; nothing is half-published
     */
    PublishReport publishOnce(BooleanSupplier stopping, Consumer<Place> entering) throws InterruptedException {
        return guarded(() -> {
            GlobState wanted = sources.wanted();
            CatalogHead head = prepare();
            try {
                return pass(head, wanted, stopping, entering);
            } catch (CatalogFormatException e) {
                log.warn("index made anew: {}", e.getMessage());
                index.discard();
                return pass(prepare(), wanted, stopping, entering);
            }
        });
    }

    /**
     * Looks at some names only, and publishes what is new of them and below them. Costs what they are, not what
     * there is. Nothing is deleted.
     *
     * @param changes names by directory
     * @param entering told of each directory below them before it is listed
     * @return empty if a whole pass is needed first: at the start, after a failure, when the list file has
     *     changed, and every {@link RecentEntries#MAX} files
     */
    Optional<PublishReport> publishChanges(
            Map<Place, Set<FilePath>> changes, BooleanSupplier stopping, Consumer<Place> entering)
            throws InterruptedException {
        return guarded(() -> {
            CatalogHead head = prepare();
            if (!recent.isAt(head) || recent.isFull() || sources.isListChanged()) {
                return Optional.empty();
            }
            Problems found = problems.same();
            try (Intake intake = newIntake(head, found);
                    Index.Lookup lookup = index.lookup()) {
                ChangesPass pass = new ChangesPass(lookup, recent, intake);
                for (Map.Entry<Place, Set<FilePath>> change : changes.entrySet()) {
                    pass.run(TreeWalk.over(change.getKey(), change.getValue(), never(), found, entering), stopping);
                }
                return Optional.of(pass.end(stopping.getAsBoolean()));
            } catch (IOException | RuntimeException e) {
                recent.invalidate();
                throw e;
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
            catalog.check(head);
            try (LatestLines lines = new LatestLines(config.state())) {
                catalog.readAll(head, lines::add);
                return new Verification(outbox, lines, true, differences).run(head);
            }
        });
    }

    /** Goes on with another publisher's catalog, see {@link Takeover}. */
    TakeoverReport takeOver(Takeover.Request request, Consumer<VerifyReport.Difference> differences)
            throws InterruptedException {
        return guarded(() -> new Takeover(config.state(), outbox, catalog, identity, index)
                .run(request, context.epochs(), context.clock().instant(), differences));
    }

    /** Gives the lock back. */
    @Override
    public void close() {
        lock.close();
    }

    private CatalogHead prepare() throws IOException {
        Directories.make("outbox", config.outbox());
        return start.prepare(context.epochs(), context.clock().instant());
    }

    private PublishReport pass(CatalogHead head, GlobState wanted, BooleanSupplier stopping, Consumer<Place> entering)
            throws IOException {
        removeSortRuns();
        bringIndexTo(head);
        PublishReport report;
        boolean again;
        try (Pass pass = newPass(head, wanted, entering)) {
            report = pass.run(stopping);
            again = pass.isWorthRepeating();
        }
        if (again) {
            try (Pass pass = newPass(prepare(), wanted, entering)) {
                report = pass.run(stopping).after(report);
            }
        }
        if (!report.stopped()) {
            recent.restart(snapshot());
        }
        return report;
    }

    private void bringIndexTo(CatalogHead head) throws IOException {
        IndexRebuild rebuild = new IndexRebuild(index, catalog, config.state());
        try {
            if (recent.isAt(head) && !recent.entries().isEmpty()) {
                rebuild.add(recent, head);
            } else {
                rebuild.bringTo(head);
            }
        } finally {
            recent.invalidate();
        }
    }

    private CatalogHead snapshot() throws IOException {
        Snapshots snapshots = new Snapshots(outbox, context.files(), config.snapshotEvery(), config.keepSegments());
        return snapshots.writeIfDue(index, outbox.readHead().orElseThrow());
    }

    private Pass newPass(CatalogHead head, GlobState wanted, Consumer<Place> entering) throws IOException {
        problems = problems.next();
        Path base = config.base();
        Path root = Files.isDirectory(base) ? base.toRealPath() : base;
        Place all = new Place(root, FilePath.of(""), wanted, sources.excludes());
        TreeWalk walk = new TreeWalk(all, never(), problems, entering);
        return new Pass(walk, index, newIntake(head, problems), config.deletions());
    }

    private Intake newIntake(CatalogHead head, Problems found) {
        Batch batch = new Batch(outbox, context.files(), head, context.segmentBytes(), context.nanoTime());
        Stager stager = new Stager(outbox, context.files(), batch, context.clock());
        return new Intake(batch, stager, found, context.clock(), config.settle());
    }

    private Set<Path> never() throws IOException {
        return Set.of(config.outbox().toRealPath(), config.state().toRealPath());
    }

    private void removeSortRuns() throws IOException {
        try (DirectoryStream<Path> runs = Files.newDirectoryStream(config.state(), LatestLines.RUN_GLOB)) {
            for (Path run : runs) {
                Files.deleteIfExists(run);
            }
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
