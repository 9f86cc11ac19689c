package dev.pullover.copylist;

import dev.pullover.common.cli.Amounts;
import dev.pullover.common.ledger.KeptFile;
import dev.pullover.common.ledger.KeptFile.Reason;
import dev.pullover.common.ledger.ReplicaLedger;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deletes from quarantine what has been there long enough, some at a time. One thread. */
final class Retention {
    private static final Logger log = LoggerFactory.getLogger(Retention.class);
    private static final int AT_ONCE = 500;
    private final Duration keep;
    private final Attic attic;
    private final ReplicaLedger ledger;

    /** @param keep how long files stay in quarantine */
    Retention(Duration keep, Attic attic, ReplicaLedger ledger) {
        this.keep = keep;
        this.attic = attic;
        this.ledger = ledger;
    }

    /**
     * Deletes what is due.
     *
     * @param nowNs wall clock, nanoseconds since 1970 UTC
     * @return how many; there may be more
     */
    int prune(long nowNs) {
        List<KeptFile> gone = new ArrayList<>();
        for (KeptFile file : ledger.keptBefore(Reason.DELETED, nowNs - keep.toNanos(), AT_ONCE)) {
            try {
                attic.delete(file);
                gone.add(file);
            } catch (IOException e) {
                log.warn("{}: cannot be deleted from quarantine: {}", file.place(), e.toString());
            }
        }
        if (!gone.isEmpty()) {
            // Their files first: a crash between the two leaves rows, which the next time removes.
            ledger.forgetKept(gone);
            log.info("{} deleted from quarantine, where their time was over", Amounts.count(gone.size(), "file"));
        }
        return gone.size();
    }
}
