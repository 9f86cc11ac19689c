package dev.pullover.copylist;

import dev.pullover.common.ledger.KeptFile;
import dev.pullover.common.ledger.KeptFile.Reason;
import dev.pullover.common.ledger.ReplicaEntry;
import dev.pullover.common.ledger.ReplicaLedger;
import dev.pullover.common.path.FilePath;
import dev.pullover.copylist.ReplicaTree.Place;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps a number of older versions of each file. {@link #keep} is thread-safe, the rest for one thread. */
final class Versions {
    private static final Logger log = LoggerFactory.getLogger(Versions.class);
    private static final int AT_ONCE = 500;
    private final int number;
    private final Attic attic;
    private final ReplicaLedger replica;

    /** @param number of versions of each file; 0 = none */
    Versions(int number, Attic attic, ReplicaLedger replica) {
        this.number = number;
        this.attic = attic;
        this.replica = replica;
    }

    /** To be called before a file is replaced. */
    void keep(Task task, Place place) throws IOException {
        if (isReplaced(task)) {
            attic.keepVersion(task.row().orElseThrow(), place);
        }
    }

    /**
     * The versions that are to be recorded once files have come or gone: also one that was kept before a crash, though its
     * file is deleted now, or turned out to be here. Only of what is replaced are they kept just before.
     */
    List<KeptFile> kept(List<Settled> settled, long nowNs) {
        List<KeptFile> kept = new ArrayList<>();
        for (Settled file : settled) {
            if (isReplaced(file.task())) {
                ReplicaEntry row = file.task().row().orElseThrow();
                try {
                    (file.outcome() instanceof Outcome.Copied
                                    ? attic.version(row, nowNs)
                                    : attic.earlierVersion(row, nowNs))
                            .ifPresent(kept::add);
                } catch (IOException e) {
                    cannot(row.path(), e);
                }
            }
        }
        return kept;
    }

    /**
     * Deletes what is too many of these paths, then its rows: after a crash between the two, {@link #pruneAll} finds more
     * rows than there may be. Never before the versions that took their place are recorded.
     *
     * @throws ReplicaLedger.FullException if there is no space to forget them
     */
    void prune(List<FilePath> paths) {
        List<KeptFile> gone = new ArrayList<>();
        for (FilePath path : paths) {
            List<KeptFile> all = replica.kept(path).stream()
                    .filter(file -> file.reason() == Reason.REPLACED)
                    .toList();
            for (KeptFile surplus : all.subList(Math.min(number, all.size()), all.size())) {
                try {
                    attic.delete(surplus);
                    gone.add(surplus);
                } catch (IOException e) {
                    cannot(path, e);
                }
            }
        }
        if (!gone.isEmpty()) {
            replica.forgetKept(gone);
        }
    }

    /** Same for all paths: what a crash has left, or a smaller number in the configuration. */
    void pruneAll() {
        if (number == 0) {
            return;
        }
        try {
            List<FilePath> crowded;
            do {
                crowded = replica.replacedMoreThan(number, AT_ONCE);
                prune(crowded);
                // What cannot be deleted would come again.
            } while (crowded.size() == AT_ONCE
                    && !replica.replacedMoreThan(number, AT_ONCE).equals(crowded));
        } catch (ReplicaLedger.FullException e) {
            // Without space nothing else goes on, either, and that is told; the next start does it.
            return;
        }
    }

    private static void cannot(FilePath path, IOException e) {
        log.warn("{}: older versions cannot be looked after: {}", path, e.toString());
    }

    private boolean isReplaced(Task task) {
        return number > 0 && task.row().isPresent() && !task.isRecorded();
    }
}
