package dev.pullover.copylist;

import dev.pullover.common.metrics.Counter;
import dev.pullover.common.metrics.Counters;
import dev.pullover.common.metrics.Histogram;
import dev.pullover.common.path.FilePath;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts and tells what has been recorded. One thread. */
final class Accounts {
    private static final Logger log = LoggerFactory.getLogger(Accounts.class);

    private final Counters counters;
    private final LongSupplier nowNs;
    private final int parkAfter;

    /**
     * @param parkAfter failed tries after which a file is parked
     * @param nowNs wall clock, nanoseconds since 1970 UTC
     */
    Accounts(Counters counters, int parkAfter, LongSupplier nowNs) {
        this.parkAfter = parkAfter;
        this.counters = counters;
        this.nowNs = nowNs;
    }

    /** These files are settled, and that is recorded. */
    void settled(List<Settled> files, Tally... tallies) {
        for (Settled file : files) {
            file.outcome().handle(new Entry(file.task(), tallies));
        }
    }

    /** A deletion was passed over. */
    void ignored(FilePath deleted) {
        log.debug("{}: deleted on the server, stays here", deleted);
    }

    private final class Entry implements Outcome.Cases {
        private final Task task;
        private final Tally[] tallies;

        Entry(Task task, Tally[] tallies) {
            this.task = task;
            this.tallies = tallies;
        }

        @Override
        public void copied(Outcome.Copied copied) {
            counters.increment(Counter.FILES_COPIED, copied.server());
            counters.add(Counter.BYTES_COPIED, copied.server(), task.size());
            counters.add(Counter.BYTES_RESUMED, copied.resumedBytes());
            long ageNs = nowNs.getAsLong() - task.entry().line().publishedNs();
            Histogram.observe(counters, Counter.ARRIVAL_TIME, TimeUnit.NANOSECONDS.toMillis(ageNs));
            for (Tally tally : tallies) {
                tally.copied(copied.server(), task.size());
            }
            log.debug("{}: copied from {}", task.path(), copied.server());
        }

        @Override
        public void alreadyHere(Outcome.AlreadyHere alreadyHere) {
            counters.increment(Counter.FILES_ALREADY_HERE);
            for (Tally tally : tallies) {
                tally.alreadyHere();
            }
            log.debug("{}: already here", task.path());
        }

        @Override
        public void superseded(Outcome.Superseded superseded) {
            counters.increment(Counter.FILES_SUPERSEDED);
            for (Tally tally : tallies) {
                tally.superseded();
            }
            log.debug("{}: superseded, {}: {}", task.path(), superseded.server(), superseded.reason());
        }

        @Override
        public void notYet(Outcome.NotYet notYet) {
            counters.increment(Counter.FILES_NOT_YET, notYet.server());
            parked();
            log.debug("{}: not yet on {}: {}", task.path(), notYet.server(), notYet.reason());
        }

        @Override
        public void vanished(Outcome.Vanished vanished) {
            counters.increment(Counter.FILES_VANISHED, vanished.server());
            parked();
            warnOnce("{}: vanished from {}: {}", vanished);
        }

        @Override
        public void retry(Outcome.Retry retry) {
            counters.increment(Counter.RETRIES, retry.server());
            parked();
            warnOnce("{}: failed, will be tried again, {}: {}", retry);
        }

        @Override
        public void badHash(Outcome.BadHash badHash) {
            counters.increment(Counter.RETRIES, badHash.server());
            parked();
            warnOnce("{}: failed, will be tried again, {}: {}", badHash);
        }

        @Override
        public void rejected(Outcome.Rejected rejected) {
            counters.increment(Counter.FILES_REJECTED);
            for (Tally tally : tallies) {
                tally.rejected();
            }
            log.error("{}: rejected: {}", task.path(), rejected.reason());
        }

        @Override
        public void deleted(Outcome.Deleted deleted) {
            counters.increment(Counter.FILES_DELETED);
            for (Tally tally : tallies) {
                tally.deleted();
            }
            log.info(
                    "{}: deleted on the server, {}",
                    task.path(),
                    deleted.kept().isPresent() ? "moved to quarantine" : "was not here any more");
        }

        @Override
        public void held(Outcome.Held held) {
            counters.increment(Counter.DELETIONS_HELD);
            parked();
            log.debug("{}: {}", task.path(), held.reason());
        }

        private void parked() {
            for (Tally tally : tallies) {
                tally.parked();
            }
        }

        /** What fails again and again is in the log twice; {@code why} tells how it stands. */
        private void warnOnce(String format, Outcome outcome) {
            if (task.tries() + 1 == parkAfter) {
                log.error(
                        "{}: parked at failed try {}, {}: {}",
                        task.path(),
                        parkAfter,
                        outcome.server(),
                        outcome.reason());
            } else if (task.tries() == 0) {
                log.warn(format, task.path(), outcome.server(), outcome.reason());
            } else {
                log.debug(format, task.path(), outcome.server(), outcome.reason());
            }
        }
    }
}
