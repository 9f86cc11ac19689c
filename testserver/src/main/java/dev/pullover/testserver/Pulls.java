package dev.pullover.testserver;

import dev.pullover.common.ModuleName;
import dev.pullover.common.cli.Amounts;
import dev.pullover.common.ledger.CatalogView;
import dev.pullover.common.ledger.ReplicaView;
import dev.pullover.common.ledger.sqlite.SqliteReplicaLedger;
import dev.pullover.common.module.ModuleLock;
import dev.pullover.common.state.CopyingFile;
import dev.pullover.common.state.StateDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What copylist pulls, by server, as its database and {@code copying.json} say.
 *
 * @param received files and bytes received so far
 * @param current files being pulled now
 */
record Pulls(Map<String, CatalogView.Totals> received, Map<String, Long> current) {
    Pulls {
        received = new TreeMap<>(received);
        current = new TreeMap<>(current);
    }

    /** Reads both; where copylist has not run yet, or does not run, there is nothing. */
    static Pulls read(StateDirectory state) throws IOException {
        return new Pulls(receivedSoFar(state), currently(state));
    }

    /** For people: {@code 12 files, 3.4 MB}. */
    String received(String server) {
        CatalogView.Totals totals = received.get(server);
        return totals == null
                ? "nothing"
                : Amounts.count(totals.files(), "file") + ", " + Amounts.bytes(totals.bytes());
    }

    /** How many files are being pulled from a server now. */
    long current(String server) {
        return current.getOrDefault(server, 0L);
    }

    private static Map<String, CatalogView.Totals> receivedSoFar(StateDirectory state) {
        if (!Files.exists(state.replicaDb())) {
            return Map.of();
        }
        try (ReplicaView view = SqliteReplicaLedger.openForReading(state.replicaDb())) {
            return view.received();
        }
    }

    /** A killed copylist leaves its file behind. */
    private static Map<String, Long> currently(StateDirectory state) throws IOException {
        boolean runs = ModuleLock.holder(state.lock(ModuleName.COPYLIST)).isPresent();
        return new CopyingFile(state)
                .read()
                .filter(content -> runs)
                .map(content -> content.inFlight().stream()
                        .collect(Collectors.groupingBy(CopyingFile.InFlight::server, Collectors.counting())))
                .orElse(Map.of());
    }
}
