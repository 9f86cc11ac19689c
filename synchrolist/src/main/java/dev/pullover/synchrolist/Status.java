package dev.pullover.synchrolist;

import dev.pullover.common.EpochTime;
import dev.pullover.common.ModuleName;
import dev.pullover.common.catalog.CatalogHead;
import dev.pullover.common.cli.Amounts;
import dev.pullover.common.ledger.CatalogLedger.Followed;
import dev.pullover.common.ledger.CatalogView;
import dev.pullover.common.ledger.sqlite.SqliteCatalogView;
import dev.pullover.common.module.ModuleLock;
import dev.pullover.common.state.ServerRecord;
import dev.pullover.common.state.ServersFile;
import dev.pullover.common.state.StateDirectory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What {@code status} shows; its components are the keys of the JSON.
 *
 * @param running whether a process holds the module's lock
 * @param holder who does
 * @param entries paths known, those that were deleted among them
 * @param bytes sum of their sizes
 * @param lastChange highest change number given
 * @param refused names that must not be written here
 * @param followed null if nothing was ever followed
 * @param servers what testserver knows of them, best first; empty if it has not run
 * @param scanned servers without catalog, as far as they were scanned
 */
record Status(
        boolean running,
        @Nullable String holder,
        long entries,
        long bytes,
        long lastChange,
        long refused,
        @Nullable Position followed,
        List<Server> servers,
        List<Scanned> scanned) {

    static Status read(StateDirectory state) throws IOException {
        Optional<ModuleLock.Holder> holder = ModuleLock.holder(state.lock(ModuleName.SYNCHROLIST));
        try (SqliteCatalogView view = SqliteCatalogView.open(state.catalogDb())) {
            List<Followed> epochs = view.epochs();
            Followed ours = epochs.isEmpty() ? null : epochs.get(epochs.size() - 1);
            CatalogView.Totals totals = view.totals(0);
            List<ServerRecord> records = new ServersFile(state)
                    .read()
                    .map(ServersFile.Content::servers)
                    .orElse(List.of());
            return new Status(
                    holder.isPresent(),
                    holder.map(ModuleLock.Holder::toString).orElse(null),
                    totals.files(),
                    totals.bytes(),
                    view.lastChange(),
                    view.refusedCount(),
                    ours == null ? null : Position.of(ours, view),
                    records.stream().map(record -> Server.of(record, ours)).toList(),
                    view.scannedServers().stream().map(Scanned::of).toList());
        }
    }

    /** For people. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(running ? "synchrolist runs: " + holder : "synchrolist is not running");
        lines.add(followed == null ? "no catalog was followed yet" : followed.toString());
        scanned.forEach(server -> lines.add(server.toString()));
        lines.add(Amounts.count(entries, "path") + ", " + Amounts.bytes(bytes) + ", last change " + lastChange);
        if (refused > 0) {
            lines.add(Amounts.count(refused, "name") + " refused: see pullover synchrolist list --refused");
        }
        servers.forEach(server -> lines.add(server.toString()));
        return lines;
    }

    /**
     * Where following stands.
     *
     * @param parent epoch that it branched from, or null
     * @param publishedAt of the last HEAD with news
     * @param keptBeyondBranch paths whose newest line is one of the parent's behind the branch
     */
    record Position(
            String epoch,
            @Nullable String parent,
            long seq,
            long segment,
            long offset,
            String publishedAt,
            long keptBeyondBranch) {
        static Position of(Followed at, SqliteCatalogView view) {
            CatalogHead.Parent parent = at.parent();
            return new Position(
                    at.epoch().toString(),
                    parent == null ? null : parent.epoch().toString(),
                    at.position().seq(),
                    at.position().segment(),
                    at.position().offset(),
                    at.publishedAt().toString(),
                    parent == null ? 0 : view.namedAbove(parent.epoch(), parent.seq()));
        }

        @Override
        public String toString() {
            return "follows epoch " + epoch + " up to seq " + seq + " (segment " + segment + ", byte " + offset
                    + "), published " + publishedAt
                    + (parent == null ? "" : System.lineSeparator() + "child of epoch " + parent)
                    + (keptBeyondBranch == 0 ? "" : ", " + keptBeyondBranch + " of its paths kept beyond the branch");
        }
    }

    /**
     * A server that is scanned.
     *
     * @param unsettled directories that are listed at the next look: something changed there, or they cannot be read
     * @param waiting files that a second look is to confirm
     * @param fullScan when every directory was last listed, ISO 8601; null if never
     */
    record Scanned(
            String server,
            long directories,
            long unsettled,
            long files,
            long waiting,
            @Nullable String fullScan) {
        static Scanned of(SqliteCatalogView.ScannedServer server) {
            return new Scanned(
                    server.server(),
                    server.directories(),
                    server.unsettled(),
                    server.files(),
                    server.waiting(),
                    server.fullScanNs() == 0
                            ? null
                            : EpochTime.toInstant(server.fullScanNs()).toString());
        }

        @Override
        public String toString() {
            return "scans " + server + ": " + Amounts.count(files, "name") + " in " + directories + " directories, "
                    + unsettled + " to be listed again, " + Amounts.count(waiting, "file")
                    + " to be confirmed; all listed "
                    + (fullScan == null ? "never" : fullScan);
        }
    }

    /**
     * A server as testserver saw it last.
     *
     * @param ahead lines it has that are not taken over yet, negative if it is behind; null if it has another epoch
     */
    record Server(
            String name,
            String state,
            String epoch,
            long seq,
            @Nullable Long ahead) {
        static Server of(ServerRecord record, @Nullable Followed ours) {
            boolean same = ours != null && record.epoch().equals(ours.epoch().toString());
            return new Server(
                    record.name(),
                    record.state().toString(),
                    record.epoch(),
                    record.sequence(),
                    same ? record.sequence() - ours.position().seq() : null);
        }

        @Override
        public String toString() {
            return name + " " + state + ": " + (epoch.isEmpty() ? "catalog not known" : "seq " + seq + ", " + lag());
        }

        private String lag() {
            if (ahead == null) {
                return "another epoch: " + epoch;
            }
            return ahead == 0
                    ? "all taken over"
                    : ahead > 0 ? Amounts.count(ahead, "line") + " ahead" : Amounts.count(-ahead, "line") + " behind";
        }
    }
}
