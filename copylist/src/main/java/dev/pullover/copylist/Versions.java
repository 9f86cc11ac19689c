package dev.pullover.copylist;

import dev.pullover.common.ledger.KeptFile;
import dev.pullover.common.ledger.KeptFile.Reason;
import dev.pullover.common.ledger.ReplicaEntry;
import dev.pullover.common.ledger.ReplicaView;
import dev.pullover.copylist.ReplicaTree.Place;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps a number of older versions of each file. {@link #keep} is thread-safe, the rest for one thread. */
final class Versions {
    private static final Logger log = LoggerFactory.getLogger(Versions.class);
    private final int number;
    private final Attic attic;
    private final ReplicaView replica;

    /** @param number of versions of each file; 0 = none */
    Versions(int number, Attic attic, ReplicaView replica) {
        this.number = number;
        this.attic = attic;
        this.replica = replica;
    }

    /** To be called before a file is replaced. */
    void keep(Task task, Place place) throws IOException {
        if (isReplaced(task)) {
            attic.keepVersion(task.row().orElseThrow(), place);
        }
    }

    /**
     * What is to be recorded once files have come. The files of versions that are too many are deleted before their rows
     * are: after a crash between the two it is done again.
     */
    Changes changes(List<Settled> arrived, long nowNs) {
        List<KeptFile> kept = new ArrayList<>();
        List<KeptFile> forgotten = new ArrayList<>();
        for (Settled settled : arrived) {
            if (isReplaced(settled.task())) {
                add(settled.task().row().orElseThrow(), nowNs, kept, forgotten);
            }
        }
        return new Changes(kept, forgotten);
    }

    private void add(ReplicaEntry row, long nowNs, List<KeptFile> kept, List<KeptFile> forgotten) {
        try {
            Optional<KeptFile> version = attic.version(row, nowNs);
            if (version.isEmpty()) {
                return;
            }
            kept.add(version.get());
            List<KeptFile> older = replica.kept(row.path()).stream()
                    .filter(file -> file.reason() == Reason.REPLACED
                            && !file.place().equals(version.get().place()))
                    .toList();
            for (KeptFile surplus : older.subList(Math.min(number - 1, older.size()), older.size())) {
                attic.delete(surplus);
                forgotten.add(surplus);
            }
        } catch (IOException e) {
            log.warn("{}: older versions cannot be looked after: {}", row.path(), e.toString());
        }
    }

    private boolean isReplaced(Task task) {
        return number > 0 && task.row().isPresent() && !task.isRecorded();
    }

    /** What is to be recorded of versions. */
    record Changes(List<KeptFile> kept, List<KeptFile> forgotten) {}
}
