package dev.pullover.publishlist;

import dev.pullover.common.EpochTime;
import dev.pullover.common.catalog.CatalogLine;
import dev.pullover.common.catalog.Sha256;
import dev.pullover.common.path.FilePath;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Reads a source that is new or may have changed, and adds what there is to publish of it to the batch. */
final class Stager {
    /** How often a source that changes while it is read is read in one pass. */
    static final int MAX_READS = 3;

    /** File systems with whole seconds: a change may follow that leaves the date as it is. FAT has two. */
    private static final Duration COARSE_TICK = Duration.ofSeconds(2);
    /** Those with finer ones take the date from a kernel tick of 1 to 10 ms. */
    private static final Duration FINE_TICK = Duration.ofMillis(50);

    private final Outbox outbox;
    private final FileOps files;
    private final Batch batch;
    private final Clock clock;
    private final ContentReader contents = new ContentReader();

    Stager(Outbox outbox, FileOps files, Batch batch, Clock clock) {
        this.outbox = outbox;
        this.files = files;
        this.batch = batch;
        this.clock = clock;
    }

    /**
     * Looks at {@code source}.
     *
     * @param known what is published of it, or null
     * @throws IOException if the outbox cannot be looked at or the thread was interrupted
     */
    Staged stage(FoundFile source, @Nullable IndexEntry known) throws IOException {
        Optional<String> obstacle = outbox.tree().obstacle(source.path());
        if (obstacle.isPresent()) {
            return new Staged.Blocked(obstacle.get());
        }
        try {
            for (int read = 0; read < MAX_READS; read++) {
                FileStat before = FileStat.of(source.file());
                if (!before.isFile()) {
                    return new Staged.Failed("is no regular file any more");
                }
                Optional<Staged> staged = read(source, before, known);
                if (staged.isPresent()) {
                    return staged.get();
                }
            }
            return new Staged.Failed(
                    "changed while it was read, " + MAX_READS + " times; tried again in the next pass");
        } catch (NoSuchFileException e) {
            return new Staged.Gone();
        } catch (ClosedByInterruptException e) {
            throw e;
        } catch (IOException e) {
            return new Staged.Failed(Problems.reason(e));
        }
    }

    /** Empty if the source changed meanwhile. */
    private Optional<Staged> read(FoundFile source, FileStat before, @Nullable IndexEntry known) throws IOException {
        long nowNs = EpochTime.nowNs(clock);
        if (known != null && known.line().size() == before.size()) {
            Sha256 hash = contents.hash(source.file());
            if (!FileStat.of(source.file()).equals(before)) {
                return Optional.empty();
            }
            if (hash.equals(known.line().hash()) && outbox.tree().holds(source.path(), before.size())) {
                return Optional.of(sameContent(source.path(), before, known, nowNs));
            }
        }
        return copy(source, before, nowNs);
    }

    private Staged sameContent(FilePath path, FileStat stat, IndexEntry known, long nowNs) {
        if (known.hasAttributes(stat)) {
            return new Staged.Same(entry(known.line(), stat, nowNs));
        }
        CatalogLine line = line(path, stat, known.line().hash(), nowNs);
        batch.add(line);
        return new Staged.Put(entry(line, stat, nowNs));
    }

    private Optional<Staged> copy(FoundFile source, FileStat before, long nowNs) throws IOException {
        Path temporary = outbox.temporary(batch.nextSeq());
        try (FileChannel in = contents.open(source.file())) {
            FileChannel out = files.create(temporary);
            try {
                Sha256 hash = contents.copy(in, out);
                if (FileStat.of(source.file()).equals(before)) {
                    files.setAttributes(temporary, before.permissions(), before.mtimeNs());
                    CatalogLine line = line(source.path(), before, hash, nowNs);
                    batch.add(line, new FileOps.Copy(out, temporary));
                    return Optional.of(new Staged.Put(entry(line, before, nowNs)));
                }
            } catch (IOException e) {
                abandon(out, temporary);
                throw e;
            }
            abandon(out, temporary);
            return Optional.empty();
        }
    }

    private void abandon(FileChannel out, Path temporary) throws IOException {
        out.close();
        files.delete(temporary);
    }

    private CatalogLine line(FilePath path, FileStat stat, Sha256 hash, long nowNs) {
        return CatalogLine.put(batch.nextSeq(), stat.size(), stat.mtimeNs(), stat.permissions(), hash, nowNs, path);
    }

    /** A source that changed just now may change again without a new date: then it is looked at once more. */
    private static IndexEntry entry(CatalogLine line, FileStat stat, long readAtNs) {
        // A date in the future says nothing; the kernel's own is then the better one.
        long changedNs = stat.mtimeNs() <= readAtNs ? Math.max(stat.mtimeNs(), stat.ctimeNs()) : stat.ctimeNs();
        boolean fine = changedNs % TimeUnit.SECONDS.toNanos(1) != 0;
        long tickNs = (fine ? FINE_TICK : COARSE_TICK).toNanos();
        return readAtNs - changedNs > tickNs
                ? new IndexEntry(line, stat.ctimeNs(), stat.inode())
                : IndexEntry.unsure(line);
    }
}
