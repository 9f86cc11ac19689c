package dev.pullover.simulator;

import dev.pullover.common.ledger.CatalogEntry;
import dev.pullover.common.ledger.CatalogView;
import dev.pullover.common.ledger.ReplicaEntry;
import dev.pullover.common.ledger.ReplicaLedger.Batch;
import dev.pullover.common.ledger.sqlite.SqliteCatalogView;
import dev.pullover.common.path.FilePath;
import dev.pullover.simulator.History.Version;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What copylist has recorded, and what it had put in place when it died. */
final class Recorded {
    private final World world;
    private final Path catalogDb;
    private final Map<FilePath, ReplicaEntry> rows = new HashMap<>();
    /** Put in place by processes that died before they recorded it, and not recorded since. */
    private final Set<String> unrecorded = new TreeSet<>();
    /** What came when another version was wanted already. */
    private final Set<FilePath> late = new HashSet<>();

    Recorded(World world, Path catalogDb) {
        this.world = world;
        this.catalogDb = catalogDb;
    }

    /** What is recorded of a path. */
    Optional<ReplicaEntry> row(FilePath path) {
        return Optional.ofNullable(rows.get(path));
    }

    /** What is wanted of a path. */
    Optional<CatalogEntry> wanted(FilePath path) {
        try (CatalogView catalog = SqliteCatalogView.open(catalogDb)) {
            return catalog.find(path);
        }
    }

    /** copylist has recorded this. */
    void add(Batch batch) {
        batch.removed().forEach(rows::remove);
        for (ReplicaEntry entry : batch.arrived()) {
            rows.put(entry.path(), entry);
            unrecorded.remove(entry.path().toString());
            boolean wanted = wanted(entry.path())
                    .filter(now -> Version.of(entry).looksLike(now.line()))
                    .isPresent();
            if (wanted) {
                late.remove(entry.path());
            } else {
                late.add(entry.path());
            }
        }
    }

    /** Whether what is recorded of a path came when another version was wanted already. */
    boolean isLate(FilePath path) {
        return late.contains(path);
    }

    /** copylist has died, and these were in place and not recorded. */
    void died(Set<String> renamed) {
        unrecorded.addAll(renamed);
    }

    /**
     * At the end: what is recorded lies here, and what lies here is recorded. Only what was taken away from the server, or
     * replaced there, before the next process could look for it is owed no more, so nobody has asked whether it had come.
     *
     * @return the sizes of the files that are recorded, by path
     */
    Map<String, Long> requireInPlace() {
        Set<String> paths = new TreeSet<>(world.replicated().keySet());
        rows.keySet().forEach(path -> paths.add(path.toString()));
        paths.forEach(this::requireInPlace);
        Map<String, Long> sizes = new TreeMap<>();
        rows.forEach((path, row) -> sizes.put(path.toString(), row.size()));
        return sizes;
    }

    private void requireInPlace(String path) {
        Optional<Version> row = row(FilePath.parse(path)).map(Version::of);
        Optional<Version> here = Version.of(world.replica, World.REPLICA + "/" + path);
        boolean withdrawn = unrecorded.contains(path)
                && wanted(FilePath.parse(path))
                        .filter(entry -> here.isPresent() && here.get().looksLike(entry.line()))
                        .isEmpty();
        if (!row.map(Version::hash).equals(here.map(Version::hash)) && !withdrawn) {
            throw new Violation(path + " is recorded as " + row + ", and is " + here);
        }
    }
}
