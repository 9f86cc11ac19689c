package dev.pullover.publishlist;

import dev.pullover.common.PulloverException;
import dev.pullover.common.config.PublishConfig;
import dev.pullover.common.path.FilePath;
import dev.pullover.publishlist.TreeWalk.Place;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides what a running publisher does next: look at what the watches told, or sweep over everything. For one thread.
 *
 * <p>An outbox that cannot be used is tried again: it may be a file system that is full, or not mounted yet.
 */
final class PublishWorker implements AutoCloseable {
    /** How long nothing must have been heard of a name before it is looked at. */
    static final Duration QUIET = Duration.ofMillis(50);

    private static final Logger log = LoggerFactory.getLogger(PublishWorker.class);

    private final PublishConfig config;
    private final Publisher publisher;
    private final LongSupplier nanoTime;
    private final BooleanSupplier stopping;
    private final PendingChanges pending;
    private final @Nullable Watches watches;
    private final Consumer<Place> entering;
    private long lastSweepNs;
    private long sweepAfterNs;
    private String lastFailure = "";

    /**
     * Takes the publisher's lock.
     *
     * @param stopping asked after each file
     * @param wakeUp called, by any thread, when {@link #step} should be called before the time it said
     * @throws PulloverException if the configuration cannot be used, or another publisher is running
     */
    PublishWorker(PublishConfig config, PublisherContext context, BooleanSupplier stopping, Runnable wakeUp) {
        this.config = config;
        this.nanoTime = context.nanoTime();
        this.stopping = stopping;
        this.publisher = Publisher.openLogging(config, context);
        Duration quiet = config.settle().compareTo(QUIET) > 0 ? config.settle() : QUIET;
        this.pending = new PendingChanges(quiet, nanoTime, wakeUp);
        Watches.Types types = directory -> Files.getFileStore(directory).type();
        this.watches = config.watch() ? new Watches(pending, Watches.MAX_DIRECTORIES, types) : null;
        this.entering = watches == null ? place -> {} : watches::watch;
        this.lastSweepNs = nanoTime.getAsLong();
    }

    /**
     * Does what is due.
     *
     * @return how long to wait then, nanoseconds
     */
    long step() throws InterruptedException {
        try {
            if (isSweepDue()) {
                sweep();
            } else {
                changes();
            }
            lastFailure = "";
        } catch (PulloverException e) {
            failed(String.valueOf(e.getMessage()));
        }
        long untilSweep = Math.max(0, sweepAfterNs - sinceSweepNs());
        return pending.isLost() || pending.isDeleted()
                ? Math.min(untilSweep, config.interval().toNanos())
                : pending.untilQuietNs(untilSweep);
    }

    @Override
    public void close() {
        if (watches != null) {
            watches.close();
        }
        publisher.close();
    }

    private boolean isSweepDue() {
        boolean isMissing = pending.isLost() || pending.isDeleted() && config.deletions();
        return sinceSweepNs() >= sweepAfterNs
                || isMissing && sinceSweepNs() >= config.interval().toNanos();
    }

    private long sinceSweepNs() {
        return nanoTime.getAsLong() - lastSweepNs;
    }

    private void sweep() throws InterruptedException {
        pending.forgetAll();
        sweepAfterNs = config.interval().toNanos();
        try {
            PublishReport report = publisher.publishOnce(stopping, entering);
            tell(report);
            if (watches != null && !watches.isBroken()) {
                watches.forgetGone();
                sweepAfterNs = config.sweepInterval().toNanos();
            }
            sweepSoonIfUnfinished(report);
        } finally {
            lastSweepNs = nanoTime.getAsLong();
        }
    }

    private void changes() throws InterruptedException {
        Map<Place, Set<FilePath>> quiet = pending.takeQuiet();
        if (quiet.isEmpty()) {
            return;
        }
        Optional<PublishReport> report = publisher.publishChanges(quiet, stopping, entering);
        if (report.isEmpty()) {
            sweep();
            return;
        }
        tell(report.get());
        sweepSoonIfUnfinished(report.get());
    }

    /** Of a file that could not be taken now no further change need be heard. */
    private void sweepSoonIfUnfinished(PublishReport report) {
        if (report.settling() + report.failed() > 0) {
            long soonNs = Math.max(config.interval().toNanos(), config.settle().toNanos());
            sweepAfterNs = Math.min(sweepAfterNs, Math.max(0, sinceSweepNs()) + soonNs);
        }
    }

    private void tell(PublishReport report) {
        if (!lastFailure.isEmpty() || report.published() + report.deleted() > 0) {
            log.info("{}", report.summary());
        }
    }

    private void failed(String failure) {
        if (!failure.equals(lastFailure)) {
            log.error("{}; tried again every {} ms", failure, config.interval().toMillis());
        }
        lastFailure = failure;
        lastSweepNs = nanoTime.getAsLong();
        sweepAfterNs = config.interval().toNanos();
    }
}
