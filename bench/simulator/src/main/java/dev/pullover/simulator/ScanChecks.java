package dev.pullover.simulator;

import dev.pullover.common.EpochTime;
import dev.pullover.common.catalog.CatalogLine;
import dev.pullover.common.ledger.CatalogEntry;
import dev.pullover.common.ledger.CatalogLedger;
import dev.pullover.common.ledger.CatalogView;
import dev.pullover.common.ledger.ReplicaEntry;
import dev.pullover.common.ledger.ScanLedger;
import dev.pullover.common.ledger.sqlite.SqliteCatalogView;
import dev.pullover.common.path.FilePath;
import dev.pullover.common.remote.RemoteStore;
import dev.pullover.simulator.History.Version;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What must hold at every moment where servers are scanned: nothing is recorded that never was, or brought again. */
final class ScanChecks {
    private static final int PAGE = 1000;

    private final World world;
    private final Path catalogDb;
    private final Map<FilePath, CatalogLine> found = new HashMap<>();
    private long foundChange;
    /** What copylist may still be at work on, since it has not settled the change that replaced it. */
    private final Map<FilePath, List<Replaced>> replaced = new HashMap<>();

    ScanChecks(World world, Path catalogDb) {
        this.world = world;
        this.catalogDb = catalogDb;
    }

    /** synchrolist's ledger: it may die before it keeps what it has found, and after that. */
    CatalogLedger watch(SimulatedProcess process, CatalogLedger ledger) {
        return Between.calls(
                CatalogLedger.class,
                ledger,
                "scans",
                (arguments, original) ->
                        Between.calls(ScanLedger.class, (ScanLedger) original.call(), "write", (given, write) -> {
                            process.does("keeps what it has found");
                            Object result = write.call();
                            learn();
                            process.does("has kept it");
                            return result;
                        }));
    }

    /** copylist has settled all changes up to this one. */
    void settled(long position) {
        replaced.values().forEach(lines -> lines.removeIf(line -> line.change() <= position));
    }

    /** copylist is recording this: it must be a file as a server had it, never parts of two. */
    void records(ReplicaEntry entry) {
        if (!world.history.had(entry.path().toString(), Version.of(entry))) {
            throw new Violation(entry.path() + " is recorded as it never was on any server: " + Version.of(entry));
        }
        Optional<ReplicaEntry> before =
                world.recorded.row(entry.path()).filter(row -> isStillShown(row) && isOlderElsewhere(entry, row));
        if (before.isPresent() && !world.recorded.isLate(entry.path())) {
            throw new Violation(entry.path() + " goes back to what is older than the one that "
                    + before.get().server() + " still shows, and that was here");
        }
    }

    private boolean isStillShown(ReplicaEntry row) {
        return world.servers().stream()
                .filter(server -> server.name.equals(row.server()))
                .anyMatch(server -> Version.of(server.disk, SimulatedServer.OUTBOX + "/" + row.path())
                        .equals(Optional.of(Version.of(row))));
    }

    /** Where a server's own file gets an older date, that is what it shows, also if the newer one never came here. */
    private boolean isOlderElsewhere(ReplicaEntry row, ReplicaEntry before) {
        String path = row.path().toString();
        boolean isOlder = EpochTime.seconds(before.mtimeNs()) > EpochTime.seconds(row.mtimeNs());
        return isOlder
                && !world.history.hadBoth(path, Version.of(row), Version.of(before))
                && !world.history.hadNewer(row.server(), path, Version.of(before));
    }

    /** copylist's connections: what is here, in place and recorded, is not pulled again. */
    RemoteStore watch(SimulatedServer server, RemoteStore store) {
        return Between.calls(RemoteStore.class, store, "read", (arguments, original) -> {
            requireNew(server, (FilePath) arguments[0]);
            return original.call();
        });
    }

    private void learn() {
        try (CatalogView catalog = SqliteCatalogView.open(catalogDb)) {
            List<CatalogEntry> page;
            do {
                page = catalog.changes(foundChange, PAGE);
                for (CatalogEntry entry : page) {
                    foundChange = entry.change();
                    CatalogLine before = found.put(entry.line().path(), entry.line());
                    if (before != null) {
                        replaced.computeIfAbsent(before.path(), path -> new ArrayList<>())
                                .add(new Replaced(entry.change(), before));
                    }
                }
            } while (page.size() == PAGE);
        }
    }

    private boolean mayBeAtWorkOnAnother(FilePath path, Version here) {
        return replaced.getOrDefault(path, List.of()).stream().anyMatch(line -> !here.looksLike(line.line()));
    }

    private void requireNew(SimulatedServer server, FilePath path) {
        Optional<Version> row = world.recorded.row(path).map(Version::of);
        Optional<Version> here = Version.of(world.replica, World.REPLICA + "/" + path);
        boolean inPlace = row.isPresent() && here.equals(row) && !mayBeAtWorkOnAnother(path, row.get());
        if (inPlace && here.equals(Version.of(server.disk, SimulatedServer.OUTBOX + "/" + path))) {
            Optional<CatalogLine> wanted = world.recorded.wanted(path).map(CatalogEntry::line);
            if (wanted.filter(here.get()::looksLike).isPresent()) {
                throw new Violation(path + " is pulled from " + server.name + ", and is here as it is there");
            }
        }
    }

    /**
     * What was wanted of a path until a change.
     *
     * @param change that replaced it
     */
    private record Replaced(long change, CatalogLine line) {}
}
