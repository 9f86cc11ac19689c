package dev.pullover.publishlist;

import dev.pullover.common.catalog.CatalogHead;
import dev.pullover.common.catalog.CatalogLine;
import dev.pullover.common.catalog.CatalogLine.Op;
import dev.pullover.common.catalog.Sha256;
import dev.pullover.common.path.FilePath;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Compares the files of the outbox with the catalog: two streams sorted by path. */
final class Verification {
    private static final GlobState ALL = GlobState.of(List.of(Glob.of(List.of("**"))));

    private final LatestLines lines;
    private final Consumer<VerifyReport.Difference> differences;
    private final boolean contents;
    private final TreeWalk walk;
    private final ContentReader reader = new ContentReader();
    private long found;

    /**
     * One of {@code outbox} with {@code lines}.
     *
     * @param contents whether files are read; else size, date and mode must do
     */
    Verification(Outbox outbox, LatestLines lines, boolean contents, Consumer<VerifyReport.Difference> differences)
            throws IOException {
        this.lines = lines;
        this.contents = contents;
        this.differences = differences;
        Path root = outbox.root().toRealPath();
        this.walk = new TreeWalk(root, ALL, GlobState.of(List.of()), Set.of(), Problems.none());
    }

    VerifyReport run(CatalogHead head) throws IOException {
        long offered = 0;
        CatalogLine line = nextOffered();
        FoundFile file = walk.next();
        while (line != null || file != null) {
            int order = line == null ? 1 : file == null ? -1 : line.path().compareTo(file.path());
            if (line != null && order <= 0) {
                offered++;
                compare(line, order == 0 ? file : null);
                line = nextOffered();
            } else if (file != null) {
                tell(file.path(), "is not in the catalog");
            }
            file = order >= 0 ? walk.next() : file;
        }
        return new VerifyReport(offered, found, head.epoch(), head.seq());
    }

    private @Nullable CatalogLine nextOffered() throws IOException {
        CatalogLine line = lines.next();
        while (line != null && line.op() == Op.DEL) {
            line = lines.next();
        }
        return line;
    }

    private void compare(CatalogLine line, @Nullable FoundFile file) throws IOException {
        if (file == null) {
            tell(line.path(), walk.isHidden(line.path()) ? "cannot be read" : "is missing");
            return;
        }
        FileStat stat = file.stat();
        if (stat.size() != line.size()) {
            tell(line.path(), "has " + stat.size() + " bytes, the catalog says " + line.size());
            return;
        }
        if (contents) {
            content(line, file);
        }
        if (stat.permissions() != line.mode()) {
            tell(
                    line.path(),
                    "has mode " + CatalogLine.formatMode(stat.permissions()) + ", the catalog says "
                            + CatalogLine.formatMode(line.mode()));
        }
        if (seconds(stat.mtimeNs()) != seconds(line.mtimeNs())) {
            tell(line.path(), "has date " + stat.mtimeNs() + " ns, the catalog says " + line.mtimeNs() + " ns");
        }
    }

    private void content(CatalogLine line, FoundFile file) throws IOException {
        try {
            Sha256 hash = reader.hash(file.file());
            if (!hash.equals(line.hash())) {
                tell(line.path(), "has SHA-256 " + hash + ", the catalog says " + line.hash());
            }
        } catch (ClosedByInterruptException e) {
            throw e;
        } catch (IOException e) {
            tell(line.path(), "cannot be read: " + Problems.reason(e));
        }
    }

    private void tell(FilePath path, String problem) {
        found++;
        differences.accept(new VerifyReport.Difference(path, problem));
    }

    /** Readers see whole seconds only, and not every file system keeps more. */
    private static long seconds(long ns) {
        return Math.floorDiv(ns, TimeUnit.SECONDS.toNanos(1));
    }
}
