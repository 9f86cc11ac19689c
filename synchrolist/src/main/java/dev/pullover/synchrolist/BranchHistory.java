package dev.pullover.synchrolist;

import dev.pullover.common.catalog.CatalogHead;
import dev.pullover.common.catalog.CatalogLine;
import dev.pullover.common.catalog.CatalogPosition;
import dev.pullover.common.catalog.SegmentEnd;
import dev.pullover.common.catalog.SnapshotEnd;
import dev.pullover.common.ledger.CatalogEntry;
import dev.pullover.common.ledger.CatalogLedger;
import dev.pullover.common.ledger.ReplicaEntry;
import dev.pullover.common.path.FilePath;
import dev.pullover.common.remote.RemoteStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A child was left behind, by lines of its parent that were taken over beyond its branch. What these publish and is here
 * already stays. What is not here has nobody to come from any more: then the path is wanted again as it was at the branch.
 */
final class BranchHistory {
    private static final int PAGE = 500;
    /** Where so many paths are concerned, the rest is left as it is, for memory's sake: about 100 MB. */
    private static final int MAX_PATHS = 200_000;

    private final CatalogLedger ledger;
    private final CatalogReader reader;
    private final Path replicaDb;

    /** @param replicaDb what is here; need not be there yet */
    BranchHistory(CatalogLedger ledger, CatalogReader reader, Path replicaDb) {
        this.ledger = ledger;
        this.reader = reader;
        this.replicaDb = replicaDb;
    }

    /**
     * The newest lines up to the branch, of the paths that are wanted again.
     *
     * @param head of the child
     * @param at the branch, in the child's segments
     * @return empty if the lines up to there are not all there (any more, or yet)
     */
    Optional<List<CatalogLine>> find(RemoteStore store, CatalogHead head, CatalogHead.Parent branch, CatalogPosition at)
            throws IOException {
        Set<FilePath> paths = owed(branch);
        if (paths.isEmpty()) {
            return Optional.of(List.of());
        }
        Map<FilePath, CatalogLine> lines = new HashMap<>();
        Consumer<CatalogLine> taker = line -> {
            if (paths.contains(line.path())) {
                lines.put(line.path(), line);
            }
        };
        CatalogHead end = head.advance(at, head.publishedAt());
        CatalogFiles files = CatalogFiles.list(store);
        if (files.segments().contains(CatalogPosition.START.segment())) {
            return isWhole(store, CatalogPosition.START, end, taker) ? Optional.of(sorted(lines)) : Optional.empty();
        }
        for (long number : files.snapshotsBefore(end)) {
            lines.clear();
            SnapshotEnd base = reader.readSnapshot(new RemoteSnapshots(store), number, taker);
            if (base instanceof SnapshotEnd.Complete complete
                    && complete.head().isBefore(end)
                    && isWhole(store, complete.head().position(), end, taker)) {
                return Optional.of(sorted(lines));
            }
        }
        return Optional.empty();
    }

    /** In the order in which they were published. */
    private static List<CatalogLine> sorted(Map<FilePath, CatalogLine> lines) {
        return lines.values().stream()
                .sorted(Comparator.comparingLong(CatalogLine::seq))
                .toList();
    }

    private boolean isWhole(RemoteStore store, CatalogPosition from, CatalogHead end, Consumer<CatalogLine> taker)
            throws IOException {
        return reader.read(new RemoteSegments(store), from, end, taker::accept) instanceof SegmentEnd.Complete;
    }

    /** The paths whose newest line is beyond the branch, and has not come here. */
    private Set<FilePath> owed(CatalogHead.Parent branch) {
        Set<FilePath> owed = new HashSet<>();
        try (Arrived arrived = new Arrived(replicaDb)) {
            long after = 0;
            List<CatalogEntry> page;
            do {
                page = ledger.namedAbove(branch.epoch(), branch.seq(), after, PAGE);
                for (CatalogEntry entry : page) {
                    after = entry.change();
                    FilePath path = entry.line().path();
                    if (arrived.find(path).filter(row -> isBeyond(row, branch)).isEmpty()) {
                        owed.add(path);
                    }
                }
            } while (page.size() == PAGE && owed.size() < MAX_PATHS);
        }
        return owed;
    }

    private static boolean isBeyond(ReplicaEntry row, CatalogHead.Parent branch) {
        return row.epoch().equals(branch.epoch()) && row.sequence() > branch.seq();
    }
}
