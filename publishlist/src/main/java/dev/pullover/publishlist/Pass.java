package dev.pullover.publishlist;

import dev.pullover.common.EpochTime;
import dev.pullover.common.catalog.CatalogHead;
import dev.pullover.common.catalog.CatalogLine;
import dev.pullover.common.config.PublishConfig;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One comparison of the sources with what is published: both come sorted by path, so it is a merge of two
 * streams and needs no memory for either.
 */
final class Pass implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Pass.class);

    private final TreeWalk walk;
    private final Index.Reader known;
    private final Index.Writer next;
    private final Batch batch;
    private final Stager stager;
    private final Problems problems;
    private final Clock clock;
    private final Duration settle;
    private boolean deletions;
    private long published;
    private long deleted;
    private long unchanged;
    private long settling;
    private long blocked;
    private boolean stopped;

    Pass(TreeWalk walk, Index index, Batch batch, Stager stager, Problems problems, Clock clock, PublishConfig config)
            throws IOException {
        this.walk = walk;
        this.batch = batch;
        this.stager = stager;
        this.problems = problems;
        this.clock = clock;
        this.settle = config.settle();
        this.deletions = config.deletions();
        this.known = index.read();
        this.next = index.write(known);
    }

    /** Compares and publishes, until the end or until {@code stopping}. */
    PublishReport run(BooleanSupplier stopping) throws IOException {
        IndexEntry entry = known.next();
        FoundFile file = walk.next();
        if (file == null && entry != null && deletions) {
            log.warn("no source file at all was found, so nothing is deleted: is the file system mounted?");
            deletions = false;
        }
        while ((entry != null || file != null) && !stopped) {
            int order = entry == null ? 1 : file == null ? -1 : entry.path().compareTo(file.path());
            if (file == null || order < 0) {
                absent(entry);
            } else {
                present(file, order == 0 ? entry : null);
            }
            entry = order <= 0 ? known.next() : entry;
            file = order >= 0 ? walk.next() : file;
            if (batch.isDue()) {
                batch.flush();
            }
            stopped = stopping.getAsBoolean();
        }
        batch.flush();
        if (!stopped) {
            next.replace(batch.head());
        }
        return report();
    }

    /** Whether another pass right now can publish what this one could not. */
    boolean isWorthRepeating() {
        return blocked > 0 && deleted > 0 && !stopped;
    }

    @Override
    public void close() throws IOException {
        try (batch;
                known) {
            next.close();
        }
    }

    private void absent(@Nullable IndexEntry entry) throws IOException {
        if (entry == null) {
            return;
        }
        if (!deletions || walk.isHidden(entry.path())) {
            next.keep(entry);
            return;
        }
        batch.add(CatalogLine.del(batch.nextSeq(), EpochTime.nowNs(clock), entry.path()));
        next.drop();
        deleted++;
        log.debug("deleted {}", entry.path());
    }

    private void present(FoundFile file, @Nullable IndexEntry entry) throws IOException {
        Optional<String> problem = file.path().problem();
        if (problem.isPresent()) {
            problems.refused(file.path(), problem.get());
        } else if (entry != null && entry.isUnchanged(file.stat())) {
            unchanged++;
            next.keep(entry);
        } else if (isSettling(file.stat())) {
            settling++;
            keep(entry);
        } else {
            changed(file, entry);
        }
    }

    private void changed(FoundFile file, @Nullable IndexEntry entry) throws IOException {
        Staged staged = stager.stage(file, entry);
        if (staged instanceof Staged.Blocked && batch.hasDeletions()) {
            // What is in the way may be about to go.
            batch.flush();
            staged = stager.stage(file, entry);
        }
        if (staged instanceof Staged.Put put) {
            published++;
            next.add(put.entry());
            log.debug("published {}", file.path());
        } else if (staged instanceof Staged.Same same) {
            unchanged++;
            next.add(same.entry());
        } else {
            notStaged(file, staged);
            keep(entry);
        }
    }

    private void notStaged(FoundFile file, Staged staged) {
        if (staged instanceof Staged.Failed failed) {
            problems.failed(file.path(), file.file() + ": " + failed.problem());
        } else if (staged instanceof Staged.Blocked inTheWay) {
            blocked++;
            problems.failed(file.path(), file.file() + ": " + inTheWay.problem());
        }
    }

    private void keep(@Nullable IndexEntry entry) throws IOException {
        if (entry != null) {
            next.keep(entry);
        }
    }

    private boolean isSettling(FileStat stat) {
        long nowNs = EpochTime.nowNs(clock);
        // A date in the future says nothing; the kernel's own is then the better one.
        long changedNs = stat.mtimeNs() <= nowNs ? stat.mtimeNs() : stat.ctimeNs();
        return changedNs <= nowNs && nowNs - changedNs < settle.toNanos();
    }

    private PublishReport report() {
        CatalogHead head = batch.head();
        return new PublishReport(
                published,
                deleted,
                unchanged,
                problems.failedCount(),
                problems.refusedCount(),
                walk.skipped(),
                settling,
                stopped,
                head.epoch(),
                head.seq());
    }
}
