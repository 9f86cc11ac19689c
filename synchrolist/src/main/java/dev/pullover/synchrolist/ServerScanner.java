package dev.pullover.synchrolist;

import dev.pullover.common.config.SynchroConfig;
import dev.pullover.common.ledger.CatalogLedger;
import dev.pullover.common.ledger.CatalogLedger.Changes;
import dev.pullover.common.message.Channel;
import dev.pullover.common.message.Wanted;
import dev.pullover.common.metrics.Counter;
import dev.pullover.common.module.ModuleContext;
import dev.pullover.common.path.FilePath;
import dev.pullover.common.remote.RemoteStore;
import dev.pullover.synchrolist.ScanPass.Extent;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds new files on servers without a catalog by listing directories. Decides when which pass is due: over the dates of all
 * directories, over all names (in-place changes show in no directory's date), or a second look at what was new.
 */
final class ServerScanner implements Looker, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ServerScanner.class);
    /** Unreadable directories remembered as told. */
    private static final int MAX_TOLD = 1000;

    private final ModuleContext context;
    private final CatalogLedger ledger;
    private final SynchroConfig config;
    private final DirectoryVisits visits;
    private final Map<String, Pace> paces = new HashMap<>();
    private final Set<String> told = new HashSet<>();

    /** @param visits closed with this */
    ServerScanner(ModuleContext context, CatalogLedger ledger, DirectoryVisits visits) {
        this.context = context;
        this.ledger = ledger;
        this.visits = visits;
        this.config = context.config().synchro();
    }

    @Override
    public Look look(RemoteStore store) throws IOException {
        long now = context.nanoTime().getAsLong();
        Pace pace = paces.get(store.server());
        if (pace == null || now - pace.nextPassNs() >= 0) {
            long nowNs = context.nowNs();
            boolean full = isFullDue(store.server(), nowNs);
            Look.Scanned look = pass(store, nowNs, full ? Extent.FULL : Extent.DATES, 0);
            if (full) {
                ledger.scans().write(writer -> writer.setFullScan(store.server(), nowNs));
            }
            paces.put(
                    store.server(), Pace.after(look, now + config.scanInterval().toNanos(), now));
            return look;
        }
        if (pace.waiting() && now - pace.secondLookNs() >= 0) {
            Look.Scanned look =
                    pass(store, context.nowNs(), Extent.UNSETTLED, pace.last().unreadable());
            paces.put(store.server(), Pace.after(look, pace.nextPassNs(), now));
            return look;
        }
        return new Look.ScanPause(pace.last().situation());
    }

    @Override
    public void close() {
        visits.close();
    }

    private boolean isFullDue(String server, long nowNs) {
        long last = ledger.scans().fullScanNs(server);
        return nowNs - last >= config.fullScan().toNanos() || nowNs < last;
    }

    /** @param unreadable directories known to be so, that this pass may not look at */
    private Look.Scanned pass(RemoteStore store, long nowNs, Extent extent, long unreadable) throws IOException {
        ScanProgress progress;
        try (Arrived arrived = new Arrived(context.state().replicaDb())) {
            ScanPass pass = new ScanPass(
                    ledger,
                    arrived,
                    visits,
                    store,
                    nowNs,
                    this::tell,
                    (directory, problem) -> tellUnreadable(store.server(), directory, problem),
                    context.stopping());
            progress = pass.run(extent);
        }
        progress.unreadable = Math.max(progress.unreadable, unreadable);
        context.counters().add(Counter.DIRECTORIES_LISTED, store.server(), progress.listed);
        context.counters().add(Counter.NAMES_REJECTED, progress.refused);
        context.counters().set(Counter.DIRECTORIES_UNREADABLE, store.server(), progress.unreadable);
        return new Look.Scanned(
                extent,
                progress.directories,
                progress.listed,
                progress.files,
                progress.bytes,
                progress.refused,
                progress.older,
                progress.unreadable,
                progress.waiting,
                progress.waiting == 0 ? Duration.ZERO : progress.young ? ScanIntake.SETTLE : Duration.ofMillis(1));
    }

    private void tell(Changes changes) {
        if (changes.files() > 0) {
            context.bus()
                    .sender(Channel.WANTED, context.module())
                    .send(new Wanted(
                            context.nowNs(), changes.first(), changes.last(), changes.files(), changes.bytes()));
            context.counters().add(Counter.FILES_WANTED, changes.files());
        }
    }

    private void tellUnreadable(String server, FilePath directory, String problem) {
        if (told.size() < MAX_TOLD && told.add(server + "/" + directory)) {
            log.warn("{}: directory cannot be read, the rest goes on: {}", server, problem);
        }
    }

    /**
     * When to look next, by the nano-time source.
     *
     * @param waiting whether a second look is due at {@code secondLookNs}
     * @param last what the last pass came to
     */
    private record Pace(long nextPassNs, boolean waiting, long secondLookNs, Look.Scanned last) {
        static Pace after(Look.Scanned look, long nextPassNs, long now) {
            boolean atOnce = look.again().compareTo(ScanIntake.SETTLE) < 0;
            return new Pace(
                    nextPassNs,
                    look.waiting() > 0,
                    atOnce ? now : now + look.again().toNanos(),
                    look);
        }
    }
}
