package dev.pullover.copylist;

import dev.pullover.common.ledger.CatalogView;
import dev.pullover.common.ledger.ReplicaLedger;
import dev.pullover.common.metrics.Counter;
import dev.pullover.common.metrics.Counters;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells how far copying has come: a summary in the log when files have come, and gauges. One thread. */
final class Progress {
    private static final Logger log = LoggerFactory.getLogger(Progress.class);
    /** While files keep coming, a summary is logged this often. */
    private static final Duration SUMMARY_INTERVAL = Duration.ofSeconds(10);
    /** Counting what is owed costs what it counts. */
    private static final Duration GAUGE_INTERVAL = Duration.ofSeconds(2);

    private final Counters counters;
    private final int parkAfter;
    private final LongSupplier wallNs;
    private final LongSupplier nanoTime;
    private Tally sinceSummary = new Tally();
    private Tally pass = new Tally();
    private long quietNs;
    private long gaugeNs;

    /**
     * @param parkAfter failed tries after which a file is parked
     * @param wallNs wall clock, nanoseconds since 1970 UTC
     * @param nanoTime elapsed time
     */
    Progress(Counters counters, int parkAfter, LongSupplier wallNs, LongSupplier nanoTime) {
        this.counters = counters;
        this.parkAfter = parkAfter;
        this.wallNs = wallNs;
        this.nanoTime = nanoTime;
        this.quietNs = nanoTime.getAsLong();
        this.gaugeNs = quietNs - GAUGE_INTERVAL.toNanos();
    }

    /** What is to be added to when files are recorded. */
    Tally[] tallies() {
        return new Tally[] {sinceSummary, pass};
    }

    /** Starts adding up a pass. */
    Tally beginPass() {
        pass = new Tally();
        return pass;
    }

    /** Tells what is due; to be called often. */
    void tell(Feed feed, ReplicaLedger ledger) {
        long now = nanoTime.getAsLong();
        boolean quiet = feed.unsettled() == 0;
        if (!sinceSummary.isEmpty() && (quiet || now - quietNs >= SUMMARY_INTERVAL.toNanos())) {
            log.info("{}", sinceSummary.summary(Duration.ofNanos(now - quietNs)).text());
            sinceSummary = new Tally();
            quietNs = now;
        }
        if (quiet && sinceSummary.isEmpty()) {
            quietNs = now;
        }
        if (now - gaugeNs >= GAUGE_INTERVAL.toNanos()) {
            gaugeNs = now;
            gauge(feed, ledger);
        }
    }

    /** Tells all, at the end of a pass. */
    void finish(Feed feed, ReplicaLedger ledger) {
        if (!sinceSummary.isEmpty()) {
            log.info(
                    "{}",
                    sinceSummary
                            .summary(Duration.ofNanos(nanoTime.getAsLong() - quietNs))
                            .text());
            sinceSummary = new Tally();
        }
        gauge(feed, ledger);
    }

    private void gauge(Feed feed, ReplicaLedger ledger) {
        CatalogView.Totals owed = feed.owed();
        long oldestNs = feed.oldestPublishedNs().orElseGet(wallNs::getAsLong);
        counters.set(Counter.FILES_PARKED, ledger.parkedCount(parkAfter));
        counters.set(Counter.LAG_FILES, owed.files() + ledger.parkedCount());
        counters.set(Counter.LAG_BYTES, owed.bytes());
        counters.set(
                Counter.LAG_TIME,
                Math.max(0, Duration.ofNanos(wallNs.getAsLong() - oldestNs).toMillis()));
    }
}
