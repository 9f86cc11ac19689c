package dev.pullover.publishlist;

import java.io.IOException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A look at some names only: each is looked up in index and recent entries. */
final class ChangesPass {
    private final Index.Lookup index;
    private final RecentEntries recent;
    private final Intake intake;
    private long skipped;

    ChangesPass(Index.Lookup index, RecentEntries recent, Intake intake) {
        this.index = index;
        this.recent = recent;
        this.intake = intake;
    }

    /** Takes what {@code walk} finds, until its end or until {@code stopping}. */
    void run(TreeWalk walk, BooleanSupplier stopping) throws IOException {
        FoundFile file = stopping.getAsBoolean() ? null : walk.next();
        while (file != null) {
            IndexEntry known = known(file);
            IndexEntry now = intake.take(file, known);
            if (now != null && now != known) {
                recent.put(now);
            }
            intake.flushIfDue();
            file = stopping.getAsBoolean() ? null : walk.next();
        }
        skipped += walk.skipped();
    }

    /** Publishes what was taken. */
    PublishReport end(boolean stopped) throws IOException {
        recent.advance(intake.flush());
        return intake.report(skipped, stopped);
    }

    private @Nullable IndexEntry known(FoundFile file) throws IOException {
        IndexEntry entry = recent.find(file.path());
        return entry != null ? entry : index.find(file.path());
    }
}
