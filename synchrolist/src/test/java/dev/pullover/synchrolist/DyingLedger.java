package dev.pullover.synchrolist;

import dev.pullover.common.catalog.CatalogLine;
import dev.pullover.common.ledger.CatalogEntry;
import dev.pullover.common.ledger.CatalogLedger;
import dev.pullover.common.ledger.RefusedName;
import dev.pullover.common.ledger.ScanLedger;
import dev.pullover.common.path.FilePath;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Takes some batches over, then behaves as if the process had been killed. */
final class DyingLedger implements CatalogLedger {
    private final CatalogLedger ledger;
    private final boolean beforeWriting;
    private int left;

    DyingLedger(CatalogLedger ledger, int batches) {
        this(ledger, batches, true);
    }

    /** @param beforeWriting whether what is written last by scanning is lost */
    DyingLedger(CatalogLedger ledger, int batches, boolean beforeWriting) {
        this.ledger = ledger;
        this.left = batches;
        this.beforeWriting = beforeWriting;
    }

    @Override
    public Changes apply(List<CatalogLine> lines, List<CatalogLine> refused, Followed next) {
        if (left-- == 0) {
            throw new Killed();
        }
        return ledger.apply(lines, refused, next);
    }

    @Override
    public void together(Runnable work) {
        ledger.together(work);
    }

    @Override
    public long beginSnapshot() {
        return ledger.beginSnapshot();
    }

    @Override
    public Changes applySnapshot(List<CatalogLine> lines, List<CatalogLine> refused, Followed next, long snapshot) {
        if (left-- == 0) {
            throw new Killed();
        }
        return ledger.applySnapshot(lines, refused, next, snapshot);
    }

    @Override
    public List<CatalogEntry> namedAbove(UUID epoch, long sequence, long after, int limit) {
        return ledger.namedAbove(epoch, sequence, after, limit);
    }

    @Override
    public List<CatalogEntry> notInSnapshot(long snapshot, UUID epoch, long upTo, long after, int limit) {
        return ledger.notInSnapshot(snapshot, epoch, upTo, after, limit);
    }

    @Override
    public void accept(String server, long untilNs) {
        ledger.accept(server, untilNs);
    }

    @Override
    public long acceptedUntilNs(String server) {
        return ledger.acceptedUntilNs(server);
    }

    /** What it writes counts like a batch; the last one is lost or not. */
    @Override
    public ScanLedger scans() {
        ScanLedger scans = ledger.scans();
        return (ScanLedger) Proxy.newProxyInstance(
                DyingLedger.class.getClassLoader(), new Class<?>[] {ScanLedger.class}, (proxy, method, arguments) -> {
                    boolean dies = method.getName().equals("write") && left-- == 0;
                    if (dies && beforeWriting) {
                        throw new Killed();
                    }
                    try {
                        Object result = method.invoke(scans, arguments);
                        if (dies) {
                            throw new Killed();
                        }
                        return result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Override
    public List<Followed> epochs() {
        return ledger.epochs();
    }

    @Override
    public String id() {
        return ledger.id();
    }

    @Override
    public long lastChange() {
        return ledger.lastChange();
    }

    @Override
    public List<CatalogEntry> changes(long after, int limit) {
        return ledger.changes(after, limit);
    }

    @Override
    public Optional<CatalogEntry> find(FilePath path) {
        return ledger.find(path);
    }

    @Override
    public Optional<RefusedName> refused(FilePath path) {
        return ledger.refused(path);
    }

    @Override
    public Totals totals(long after) {
        return ledger.totals(after);
    }

    @Override
    public void close() {
        ledger.close();
    }

    /** The process is gone. */
    static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
