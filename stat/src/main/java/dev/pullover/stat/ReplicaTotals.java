package dev.pullover.stat;

import dev.pullover.common.ModuleName;
import dev.pullover.common.PulloverException;
import dev.pullover.common.ledger.CatalogView;
import dev.pullover.common.ledger.ReplicaView;
import dev.pullover.common.ledger.sqlite.SqliteReplicaLedger;
import dev.pullover.common.metrics.Counter;
import dev.pullover.common.state.StateDirectory;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/**
 * What {@code replica.db} says of files and bytes. It is told instead of what copylist reported, which lacks its last
 * moments when it was killed. Immutable.
 *
 * @param figures empty if there is no {@code replica.db}, or none that this version can read
 */
record ReplicaTotals(List<Figure> figures) {
    private static final String COPYLIST = ModuleName.COPYLIST.word();

    ReplicaTotals {
        figures = List.copyOf(figures);
    }

    /** Reads the database while copylist goes on; costs the same for any number of files. */
    static ReplicaTotals read(StateDirectory state, long nowNs) {
        if (!Files.exists(state.replicaDb())) {
            return new ReplicaTotals(List.of());
        }
        try (ReplicaView view = SqliteReplicaLedger.openForReading(state.replicaDb())) {
            List<Figure> figures = new ArrayList<>();
            CatalogView.Totals here = view.totals();
            figures.add(figure(Counter.REPLICA_FILES, "", here.files(), nowNs));
            figures.add(figure(Counter.REPLICA_BYTES, "", here.bytes(), nowNs));
            view.received().forEach((server, received) -> {
                figures.add(figure(Counter.FILES_COPIED, server, received.files(), nowNs));
                figures.add(figure(Counter.BYTES_COPIED, server, received.bytes(), nowNs));
            });
            return new ReplicaTotals(figures);
        } catch (PulloverException e) {
            // Of an older version until copylist has run: what was reported is told then.
            return new ReplicaTotals(List.of());
        }
    }

    /** Puts its figures in place of those that were reported. */
    void replaceIn(List<Figure> reported) {
        if (figures.isEmpty()) {
            return;
        }
        reported.removeIf(figure -> figures.stream().anyMatch(own -> own.counter() == figure.counter()));
        reported.addAll(figures);
    }

    private static Figure figure(Counter counter, String label, long value, long nowNs) {
        return new Figure(COPYLIST, counter.id(), label, value, nowNs);
    }
}
