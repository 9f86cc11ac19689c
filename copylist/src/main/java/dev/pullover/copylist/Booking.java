package dev.pullover.copylist;

import dev.pullover.common.catalog.CatalogLine;
import dev.pullover.common.catalog.Sha256;
import dev.pullover.common.ledger.KeptFile;
import dev.pullover.common.ledger.ParkedFile;
import dev.pullover.common.ledger.ReplicaEntry;
import dev.pullover.common.ledger.ReplicaLedger.Batch;
import dev.pullover.common.path.FilePath;
import dev.pullover.common.queue.ReaderPosition;
import dev.pullover.copylist.Backoff.Pace;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes of settled files what is to be recorded in the replica's database. One thread. */
final class Booking {
    private final Backoff backoff;
    private final long nowNs;
    private final List<ReplicaEntry> arrived = new ArrayList<>();
    private final List<ParkedFile> parked = new ArrayList<>();
    private final List<FilePath> unparked = new ArrayList<>();
    private final List<FilePath> removed = new ArrayList<>();
    private final List<KeptFile> kept = new ArrayList<>();

    /** @param nowNs wall clock, nanoseconds since 1970 UTC */
    Booking(Backoff backoff, long nowNs) {
        this.backoff = backoff;
        this.nowNs = nowNs;
    }

    void add(Settled settled) {
        settled.outcome().handle(new Entry(settled.task()));
    }

    /** A path that need not be tried any more. */
    void unpark(FilePath path) {
        unparked.add(path);
    }

    /** Older versions were kept. */
    void add(List<KeptFile> versions) {
        kept.addAll(versions);
    }

    /** Wall clock, nanoseconds since 1970 UTC. */
    long nowNs() {
        return nowNs;
    }

    Batch batch(String catalogId, long position, Map<String, ReaderPosition> readerPositions) {
        return new Batch(arrived, parked, unparked, removed, kept, catalogId, position, readerPositions);
    }

    private final class Entry implements Outcome.Cases {
        private final Task task;

        Entry(Task task) {
            this.task = task;
        }

        @Override
        public void copied(Outcome.Copied copied) {
            arrived(copied.server(), nowNs, copied.hash());
        }

        @Override
        public void alreadyHere(Outcome.AlreadyHere alreadyHere) {
            if (!alreadyHere.unrecorded()) {
                unparked.add(task.path());
            } else {
                Optional<ReplicaEntry> row =
                        task.row().filter(known -> known.hash().equals(alreadyHere.hash()));
                arrived(
                        row.map(ReplicaEntry::server).orElse(""),
                        row.map(ReplicaEntry::arrivedNs).orElse(nowNs),
                        alreadyHere.hash());
            }
        }

        @Override
        public void superseded(Outcome.Superseded superseded) {
            unparked.add(task.path());
        }

        @Override
        public void notYet(Outcome.NotYet notYet) {
            int times = task.notYets() + 1;
            park(ParkedFile.NOT_YET, notYet, task.tries(), times, backoff.nextTryNs(Pace.NOT_YET, times, nowNs));
        }

        @Override
        public void vanished(Outcome.Vanished vanished) {
            park("Vanished", vanished, backoff.nextTryNs(Pace.VANISHED, task.tries() + 1, nowNs));
        }

        @Override
        public void retry(Outcome.Retry retry) {
            park("Retry", retry, backoff.nextTryNs(Pace.RETRY, task.tries() + 1, nowNs));
        }

        @Override
        public void badHash(Outcome.BadHash badHash) {
            park(ParkedFile.BAD_HASH, badHash, backoff.nextTryNs(Pace.RETRY, task.tries() + 1, nowNs));
        }

        @Override
        public void rejected(Outcome.Rejected rejected) {
            park(ParkedFile.REJECTED, rejected, ParkedFile.NEVER);
        }

        @Override
        public void deleted(Outcome.Deleted deleted) {
            removed.add(task.path());
            unparked.add(task.path());
            deleted.kept().ifPresent(kept::add);
        }

        @Override
        public void held(Outcome.Held held) {
            park(ParkedFile.HELD, held, ParkedFile.NEVER);
        }

        private void arrived(String server, long arrivedNs, Sha256 hash) {
            CatalogLine line = task.entry().line();
            arrived.add(new ReplicaEntry(
                    line.path(),
                    line.size(),
                    line.mtimeNs(),
                    line.mode(),
                    hash,
                    task.entry().epoch(),
                    line.seq(),
                    server,
                    arrivedNs));
        }

        private void park(String name, Outcome outcome, long nextTryNs) {
            park(name, outcome, task.tries() + 1, 0, nextTryNs);
        }

        private void park(String name, Outcome outcome, int tries, int notYets, long nextTryNs) {
            String reason = outcome.server().isEmpty() ? outcome.reason() : outcome.server() + ": " + outcome.reason();
            parked.add(new ParkedFile(task.path(), name, reason, tries, notYets, nextTryNs));
        }
    }
}
