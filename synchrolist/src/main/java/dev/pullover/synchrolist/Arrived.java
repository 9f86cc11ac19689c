package dev.pullover.synchrolist;

import dev.pullover.common.ledger.ReplicaEntry;
import dev.pullover.common.ledger.ReplicaView;
import dev.pullover.common.ledger.sqlite.SqliteReplicaLedger;
import dev.pullover.common.path.FilePath;
import java.nio.file.Path;
import java.util.Optional;

/** What copylist has recorded as being here, opened when it is first asked for. One thread. */
final class Arrived implements AutoCloseable {
    private final Path replicaDb;
    private Optional<ReplicaView> open = Optional.empty();

    /** @param replicaDb need not be there yet: then nothing is here */
    Arrived(Path replicaDb) {
        this.replicaDb = replicaDb;
    }

    Optional<ReplicaEntry> find(FilePath path) {
        if (open.isEmpty()) {
            open = SqliteReplicaLedger.openIfReady(replicaDb);
        }
        return open.flatMap(view -> view.find(path));
    }

    @Override
    public void close() {
        open.ifPresent(ReplicaView::close);
    }
}
