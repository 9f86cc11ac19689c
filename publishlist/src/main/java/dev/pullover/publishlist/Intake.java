package dev.pullover.publishlist;

import dev.pullover.common.EpochTime;
import dev.pullover.common.catalog.CatalogHead;
import dev.pullover.common.catalog.CatalogLine;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes what was found into the batch, file by file, and counts what comes of it. Closes the batch. */
final class Intake implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Intake.class);

    private final Batch batch;
    private final Stager stager;
    private final Problems problems;
    private final Clock clock;
    private final Duration settle;
    private long published;
    private long deleted;
    private long unchanged;
    private long settling;
    private long blocked;

    Intake(Batch batch, Stager stager, Problems problems, Clock clock, Duration settle) {
        this.batch = batch;
        this.stager = stager;
        this.problems = problems;
        this.clock = clock;
        this.settle = settle;
    }

    /**
     * Looks at a source, and publishes it if it is new or has changed.
     *
     * @param entry what is known of it, or null
     * @return what is known of it now: {@code entry} itself, if nothing changed
     */
    @Nullable
    IndexEntry take(FoundFile file, @Nullable IndexEntry entry) throws IOException {
        if (entry != null && entry.isUnchanged(file.stat())) {
            unchanged++;
            return entry;
        }
        Optional<String> problem = file.path().problem();
        if (problem.isPresent()) {
            problems.refused(file.path(), problem.get());
            return entry;
        }
        if (isSettling(file.stat())) {
            settling++;
            return entry;
        }
        return changed(file, entry);
    }

    /** Publishes that the file is offered no more. */
    void delete(IndexEntry entry) throws IOException {
        batch.add(CatalogLine.del(batch.nextSeq(), EpochTime.nowNs(clock), entry.path()));
        deleted++;
        log.debug("deleted {}", entry.path());
    }

    /** Publishes what was taken, if it is time. */
    void flushIfDue() throws IOException {
        if (batch.isDue()) {
            batch.flush();
        }
    }

    /** Publishes what was taken. */
    CatalogHead flush() throws IOException {
        batch.flush();
        return batch.head();
    }

    /** Files that could not be put in place since something else is there. */
    long blocked() {
        return blocked;
    }

    /**
     * What it came to.
     *
     * @param skipped see {@link PublishReport}
     * @param stopped whether not all has been looked at
     */
    PublishReport report(long skipped, boolean stopped) {
        CatalogHead head = batch.head();
        return new PublishReport(
                published,
                deleted,
                unchanged,
                problems.failedCount(),
                problems.refusedCount(),
                skipped,
                settling,
                stopped,
                head.epoch(),
                head.seq());
    }

    @Override
    public void close() throws IOException {
        batch.close();
    }

    private @Nullable IndexEntry changed(FoundFile file, @Nullable IndexEntry entry) throws IOException {
        Staged staged = stager.stage(file, entry);
        if (staged instanceof Staged.Blocked && batch.hasDeletions()) {
            // What is in the way may be about to go.
            batch.flush();
            staged = stager.stage(file, entry);
        }
        if (staged instanceof Staged.Put put) {
            published++;
            log.debug("published {}", file.path());
            return put.entry();
        }
        if (staged instanceof Staged.Same same) {
            unchanged++;
            return same.entry();
        }
        notStaged(file, staged);
        return entry;
    }

    private void notStaged(FoundFile file, Staged staged) {
        if (staged instanceof Staged.Failed failed) {
            problems.failed(file.path(), file.file() + ": " + failed.problem());
        } else if (staged instanceof Staged.Blocked inTheWay) {
            blocked++;
            problems.failed(file.path(), file.file() + ": " + inTheWay.problem());
        }
    }

    private boolean isSettling(FileStat stat) {
        long nowNs = EpochTime.nowNs(clock);
        // A date in the future says nothing; the kernel's own is then the better one.
        long changedNs = stat.mtimeNs() <= nowNs ? stat.mtimeNs() : stat.ctimeNs();
        return changedNs <= nowNs && nowNs - changedNs < settle.toNanos();
    }
}
