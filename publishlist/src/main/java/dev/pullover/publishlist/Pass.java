package dev.pullover.publishlist;

import java.io.IOException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One comparison of the sources with what is published: both come sorted by path, so it is a merge of two
 * streams and needs no memory for either. Closes what it is given.
 */
final class Pass implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Pass.class);

    private final TreeWalk walk;
    private final Index.Reader known;
    private final Index.Writer next;
    private final Intake intake;
    private boolean deletions;
    private boolean hasDeleted;
    private boolean stopped;

    Pass(TreeWalk walk, Index index, Intake intake, boolean deletions) throws IOException {
        this.walk = walk;
        this.intake = intake;
        this.deletions = deletions;
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
            intake.flushIfDue();
            stopped = stopping.getAsBoolean();
        }
        if (stopped) {
            intake.flush();
        } else {
            next.replace(intake.flush());
        }
        return intake.report(walk.skipped(), stopped);
    }

    /** Whether another pass right now can publish what this one could not. */
    boolean isWorthRepeating() {
        return intake.blocked() > 0 && hasDeleted && !stopped;
    }

    @Override
    public void close() throws IOException {
        try (intake;
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
        intake.delete(entry);
        next.drop();
        hasDeleted = true;
    }

    private void present(FoundFile file, @Nullable IndexEntry entry) throws IOException {
        IndexEntry now = intake.take(file, entry);
        if (now == null) {
            return;
        }
        if (now == entry) {
            next.keep(now);
        } else {
            next.add(now);
        }
    }
}
