package dev.pullover.synchrolist;

import dev.pullover.common.ledger.CatalogLedger;
import dev.pullover.common.ledger.CatalogLedger.Changes;
import dev.pullover.common.ledger.ScanLedger;
import dev.pullover.common.ledger.ScanLedger.Directory;
import dev.pullover.common.message.FaultKind;
import dev.pullover.common.path.FilePath;
import dev.pullover.common.remote.RemoteException;
import dev.pullover.common.remote.RemoteStore;
import dev.pullover.synchrolist.DirectoryVisits.Piece;
import dev.pullover.synchrolist.DirectoryVisits.Round;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * One pass over a server's directories: those it knows, in the order in which it learnt of them, and those it learns of on
 * the way. What has come is written in batches; a pass that ends early is simply begun again.
 */
final class ScanPass {
    /** Directories that are looked at together. */
    private static final int PAGE = 500;

    private static final Duration PATIENCE = Duration.ofMillis(100);
    private static final FilePath OUTBOX = FilePath.of("");

    private final ScanLedger scans;
    private final DirectoryVisits visits;
    private final RemoteStore store;
    private final ScanIntake intake;
    private final ScanProgress progress = new ScanProgress();
    private final Consumer<Changes> onChanges;
    private final BiConsumer<FilePath, String> onUnreadable;
    private final BooleanSupplier stopping;

    /**
     * @param arrived what is here
     * @param nowNs wall clock
     * @param onChanges told of what was written
     * @param onUnreadable told of directories that cannot be read, and why
     */
    ScanPass(
            CatalogLedger ledger,
            Arrived arrived,
            DirectoryVisits visits,
            RemoteStore store,
            long nowNs,
            Consumer<Changes> onChanges,
            BiConsumer<FilePath, String> onUnreadable,
            BooleanSupplier stopping) {
        this.scans = ledger.scans();
        this.visits = visits;
        this.store = store;
        this.onChanges = onChanges;
        this.onUnreadable = onUnreadable;
        this.stopping = stopping;
        this.intake = new ScanIntake(ledger, arrived, store.server(), nowNs, progress);
        if (scans.directories(store.server(), 0, 1).isEmpty()) {
            scans.write(writer -> writer.addDirectory(store.server(), ScanLedger.NO_PARENT, OUTBOX, 0, nowNs));
        }
    }

    /** Which directories are looked at, and how. */
    enum Extent {
        /** Those that a second look is due of. */
        UNSETTLED,
        /** All; listed are those whose date changed. */
        DATES,
        /** All are listed. */
        FULL
    }

    ScanProgress run(Extent extent) throws IOException {
        long after = 0;
        List<Directory> page;
        do {
            page = extent == Extent.UNSETTLED
                    ? scans.unsettled(store.server(), after, PAGE)
                    : scans.directories(store.server(), after, PAGE);
            visit(page, extent == Extent.FULL);
            after = page.isEmpty() ? after : page.get(page.size() - 1).id();
        } while (!page.isEmpty());
        return progress;
    }

    private void visit(List<Directory> page, boolean listAll) throws IOException {
        try (Round round = visits.begin(store, page, listAll)) {
            while (round.goesOn()) {
                if (stopping.getAsBoolean()) {
                    throw new InterruptedIOException("told to stop");
                }
                take(round.take(PATIENCE));
            }
        } catch (InterruptedException e) {
            throw (InterruptedIOException) new InterruptedIOException("while scanning").initCause(e);
        }
    }

    private void take(List<Piece> pieces) throws RemoteException {
        for (Piece piece : pieces) {
            count(piece);
        }
        List<Piece> news = pieces.stream().filter(ScanIntake::isNews).toList();
        if (!news.isEmpty()) {
            Changes changes = scans.write(writer -> news.forEach(piece -> intake.take(piece, writer)));
            progress.add(changes);
            onChanges.accept(changes);
        }
    }

    private void count(Piece piece) throws RemoteException {
        progress.directories += piece instanceof Piece.Names ? 0 : 1;
        if (piece instanceof Piece.Listed listed) {
            progress.listed++;
            requireNotEmptied(listed);
        } else if (piece instanceof Piece.Unreadable unreadable) {
            progress.unreadable++;
            onUnreadable.accept(piece.visit().directory().path(), unreadable.problem());
        } else if (piece instanceof Piece.Gone && piece.visit().directory().parent() == ScanLedger.NO_PARENT) {
            throw outbox("its outbox is not there");
        }
    }

    /** What was full and is empty at once is rather a file system that is not mounted. */
    private void requireNotEmptied(Piece.Listed listed) throws RemoteException {
        Directory directory = listed.visit().directory();
        boolean emptied = directory.parent() == ScanLedger.NO_PARENT
                && listed.isEmpty()
                && (scans.fileCount(directory.id()) > 0
                        || !scans.children(directory.id()).isEmpty());
        if (emptied) {
            throw outbox("its outbox is empty, and was not: is its file system mounted?"
                    + " (If this is meant, put any file there)");
        }
    }

    private RemoteException outbox(String problem) {
        return new RemoteException(store.server(), FaultKind.OUTBOX, store.server() + ": " + problem, null);
    }
}
