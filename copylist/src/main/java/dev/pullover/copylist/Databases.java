package dev.pullover.copylist;

import dev.pullover.common.config.Config;
import dev.pullover.common.ledger.CatalogView;
import dev.pullover.common.ledger.ReplicaView;
import dev.pullover.common.ledger.sqlite.SqliteCatalogView;
import dev.pullover.common.ledger.sqlite.SqliteReplicaLedger;
import dev.pullover.common.path.FilePath;
import dev.pullover.common.state.StateDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What reporting commands read: both databases, as far as they are there yet. */
final class Databases implements AutoCloseable {
    private final Path directory;
    private final Optional<ReplicaView> replica;
    private final Optional<CatalogView> catalog;

    Databases(Config config) {
        StateDirectory state = new StateDirectory(config.requireReplica().state());
        directory = config.requireReplica().directory();
        replica = Files.exists(state.replicaDb())
                ? Optional.of(SqliteReplicaLedger.openForReading(state.replicaDb()))
                : Optional.empty();
        catalog = SqliteCatalogView.openIfReady(state.catalogDb()).map(CatalogView.class::cast);
    }

    /** What is here; empty if copylist has never run. */
    Optional<ReplicaView> replica() {
        return replica;
    }

    /** What servers offer; empty if synchrolist has never run. */
    Optional<CatalogView> catalog() {
        return catalog;
    }

    /** Up to which change of the catalog everything is settled. */
    long position() {
        return replica.isEmpty() || catalog.isEmpty()
                ? 0
                : replica.get().position(catalog.get().id());
    }

    /** The path that a user means: relative or below the replica directory, as it is or escaped as we print it. */
    FilePath path(String text) {
        Path given = Path.of(text);
        FilePath plain = FilePath.of(
                given.startsWith(directory) ? directory.relativize(given).toString() : text);
        if (isKnown(plain)) {
            return plain;
        }
        try {
            FilePath escaped = FilePath.parse(text);
            return isKnown(escaped) ? escaped : plain;
        } catch (IllegalArgumentException e) {
            return plain;
        }
    }

    @Override
    public void close() {
        replica.ifPresent(ReplicaView::close);
        catalog.ifPresent(CatalogView::close);
    }

    private boolean isKnown(FilePath path) {
        return replica.flatMap(view -> view.find(path)).isPresent()
                || replica.map(view -> !view.kept(path).isEmpty()).orElse(false)
                || catalog.flatMap(view -> view.find(path)).isPresent()
                || catalog.flatMap(view -> view.refused(path)).isPresent();
    }
}
