package dev.pullover.copylist;

import dev.pullover.common.ExitCode;
import dev.pullover.common.ModuleName;
import dev.pullover.common.PulloverException;
import dev.pullover.common.config.Config;
import dev.pullover.common.config.Durability;
import dev.pullover.common.ledger.CatalogView;
import dev.pullover.common.ledger.ReplicaLedger;
import dev.pullover.common.ledger.sqlite.SqliteCatalogView;
import dev.pullover.common.ledger.sqlite.SqliteReplicaLedger;
import dev.pullover.common.message.Channel;
import dev.pullover.common.module.ModuleContext;
import dev.pullover.common.state.CopyingFile;
import dev.pullover.common.state.ServersFile;
import dev.pullover.common.state.SiteMarks;
import dev.pullover.common.state.VerdictSource;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** What copylist consists of, put together. Closing it closes all. */
final class CopyParts implements AutoCloseable {
    private final Resources resources = new Resources();
    private final Path catalogDb;
    private final ReplicaLedger ledger;
    private final ReplicaTree tree;
    private final VerdictSource verdicts;
    private final ServerChooser chooser;
    private final Wakeups wakeups;
    private final Waiting waiting;
    private final Optional<FileSystemSync> fileSystem;
    private final Parallelism parallelism;
    private final Workers workers;
    private final Recorder recorder;
    private final Deletions deletions;
    private final Retention retention;
    private final Arrivals arrivals;
    private final Board board;
    private final Copying copying;
    private final Backoff backoff;

    /** @throws dev.pullover.common.PulloverException (usage) if the configuration or the directories do not allow it */
    static CopyParts open(ModuleContext context, Seams seams) {
        return new CopyParts(context, seams);
    }

    private CopyParts(ModuleContext context, Seams seams) {
        Config config = context.config();
        Steps steps = seams.steps();
        try {
            catalogDb = context.state().catalogDb();
            ledger = seams.ledger()
                    .apply(SqliteReplicaLedger.open(context.state().replicaDb()));
            resources.add(ledger::close);
            tree = ReplicaTree.open(
                    config.requireReplica().directory(), ledger.totals().files(), steps);
            resources.add(tree::close);
            SiteMarks.claim(context.state(), config.requireReplica().directory());
            verdicts = verdicts(context);
            resources.add(verdicts::close);
            wakeups = new Wakeups(context.bus().reader(Channel.WANTED, ledger.readerPositions()), context.nanoTime());
            resources.add(wakeups::close);
            Space space = space(config);
            chooser = new ServerChooser(config.requireServers(), balancer(context), verdicts.current(), context::nowNs);
            waiting = new Waiting(chooser, space, context.nanoTime());
            backoff = new Backoff(context.random());
            boolean durable = config.copy().durability() == Durability.FULL;
            Attic attic = new Attic(tree, durable);
            Versions versions = new Versions(config.copy().keep().keepVersions(), attic, ledger);
            versions.pruneAll();
            deletions = new Deletions(config.copy().keep(), attic, ledger, context::nowNs);
            arrivals = new Arrivals(
                    config.copy().onArrival(),
                    config.requireReplica().directory(),
                    ledger,
                    new Backoff(context.random()),
                    context.counters(),
                    context.nanoTime());
            resources.add(arrivals::close);
            retention = new Retention(config.copy().keep().quarantineKeep(), attic, ledger);
            fileSystem = durable ? FileSystemSync.of(config.requireReplica().directory()) : Optional.empty();
            fileSystem.ifPresent(open -> resources.add(open::close));
            Installer installer = new Installer(tree, versions, durable, fileSystem, context.counters(), seams);
            resources.add(installer::close);
            recorder = new Recorder(
                    installer,
                    versions,
                    ledger,
                    new Accounts(context.counters(), config.copy().parkAfter(), context::nowNs),
                    steps);
            board = new Board(context::nowNs);
            copying = new Copying(new CopyingFile(context.state()), board, context::nowNs, context.nanoTime());
            resources.add(copying::close);
            Connections connections = new Connections(context.stores());
            parallelism = new Parallelism(config.copy().parallel());
            workers = new Workers(
                    puller(context, connections, space, steps),
                    parallelism,
                    seams.pools().make("copy-", parallelism.workers()),
                    context.nanoTime());
            resources.add(workers::close);
            // Closed first, so that pulls which wait for a server end at once.
            resources.add(connections::close);
        } catch (RuntimeException e) {
            resources.close();
            throw e;
        }
    }

    private Puller puller(ModuleContext context, Connections connections, Space space, Steps steps) {
        Finish finish = Finish.of(context.config().copy().attributes(), tree.temporaries());
        Faults faults = new Faults(
                context.bus().sender(Channel.FAULT, ModuleName.COPYLIST), chooser, context.counters(), context::nowNs);
        RateLimit rateLimit = rateLimit(context);
        Download download = new Download(
                connections,
                tree.temporaries(),
                finish,
                new BadFiles(tree),
                board,
                space,
                rateLimit,
                faults,
                context.counters(),
                steps);
        SmallPulls smallPulls =
                new SmallPulls(chooser, download, tree.temporaries(), finish, space, board, rateLimit, steps);
        Supersession supersession = new Supersession(() -> SqliteCatalogView.open(catalogDb));
        resources.add(supersession::close);
        return new Puller(
                new InPlace(tree, finish, steps), tree.temporaries(), chooser, smallPulls, download, supersession);
    }

    private static Balancer balancer(ModuleContext context) {
        Config config = context.config();
        return new Balancer(
                config.copy().balance(), config.copy().slowStart(), config.requireServers(), context::nowNs);
    }

    /** Timetables are in local time, as people write them. */
    private static RateLimit rateLimit(ModuleContext context) {
        return new RateLimit(
                context.config().copy().bandwidth(),
                () -> LocalDateTime.ofInstant(context.clock().instant(), ZoneId.systemDefault()),
                context.nanoTime(),
                TimeUnit.NANOSECONDS::sleep);
    }

    private static VerdictSource verdicts(ModuleContext context) {
        return new VerdictSource(
                context.bus().readerAtEnd(Channel.VERDICT),
                new ServersFile(context.state()),
                context.config().requireServers(),
                context::nowNs);
    }

    /** The catalog, when synchrolist has made it; at the first time the temporary directory is cleared. */
    Optional<Feed> openFeed() {
        return SqliteCatalogView.openIfReady(catalogDb).map(this::feed);
    }

    private Feed feed(CatalogView catalog) {
        resources.add(catalog::close);
        new Leftovers(tree.temporaries(), catalog, ledger).clear();
        return new Feed(catalog, ledger);
    }

    ReplicaLedger ledger() {
        return ledger;
    }

    VerdictSource verdicts() {
        return verdicts;
    }

    ServerChooser chooser() {
        return chooser;
    }

    Wakeups wakeups() {
        return wakeups;
    }

    Waiting waiting() {
        return waiting;
    }

    /** Empty where each file is forced to disk by itself, or none is. */
    Optional<FileSystemSync> fileSystem() {
        return fileSystem;
    }

    Parallelism parallelism() {
        return parallelism;
    }

    Workers workers() {
        return workers;
    }

    Recorder recorder() {
        return recorder;
    }

    Deletions deletions() {
        return deletions;
    }

    Copying copying() {
        return copying;
    }

    Arrivals arrivals() {
        return arrivals;
    }

    Retention retention() {
        return retention;
    }

    Backoff backoff() {
        return backoff;
    }

    @Override
    public void close() {
        resources.close();
    }

    private Space space(Config config) {
        try {
            return new Space(tree.fileStore(), config.requireReplica().reserveBytes());
        } catch (IOException e) {
            throw new PulloverException(
                    ExitCode.USAGE,
                    "the free space of " + config.requireReplica().directory() + " cannot be read: " + e,
                    e);
        }
    }
}
