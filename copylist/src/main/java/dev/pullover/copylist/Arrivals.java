package dev.pullover.copylist;

import dev.pullover.common.ExitCode;
import dev.pullover.common.cli.Amounts;
import dev.pullover.common.config.ArrivalConfig;
import dev.pullover.common.ledger.Arrival;
import dev.pullover.common.ledger.ReplicaLedger;
import dev.pullover.common.metrics.Counter;
import dev.pullover.common.metrics.Counters;
import dev.pullover.copylist.Backoff.Pace;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the command {@code on-arrival} run for files that have come, in batches and beside the pulling. How far it came is
 * in the replica's database, moved on only after a run that succeeded: each file is told at least once. One thread.
 */
final class Arrivals implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Arrivals.class);
    private static final int MAX_FILES = 1000;
    private static final Duration WAIT = Duration.ofMillis(100);

    private final ReplicaLedger ledger;
    private final Backoff backoff;
    private final Counters counters;
    private final LongSupplier nanoTime;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(Workers.factory("arrival-"));
    private final @Nullable ArrivalCommand command;
    private @Nullable Run run;
    private long told;
    private int failures;
    private long nextTryNs;

    /** @param config what to run; empty for nothing */
    Arrivals(
            Optional<ArrivalConfig> config,
            Path replica,
            ReplicaLedger ledger,
            Backoff backoff,
            Counters counters,
            LongSupplier nanoTime) {
        this.ledger = ledger;
        this.backoff = backoff;
        this.counters = counters;
        this.nanoTime = nanoTime;
        this.command = config.map(found -> new ArrivalCommand(found, replica)).orElse(null);
        this.nextTryNs = nanoTime.getAsLong();
        if (command != null) {
            told = begin();
        }
    }

    /**
     * Starts a run if there is something to tell, and takes note of one that has ended.
     *
     * @throws ReplicaLedger.FullException if that cannot be recorded for want of space; the files are told once more then
     */
    void tell() throws InterruptedException {
        if (command == null) {
            return;
        }
        Run current = run;
        if (current != null && current.result().isDone()) {
            run = null;
            ended(current);
        }
        if (run == null && nanoTime.getAsLong() - nextTryNs >= 0 && ledger.lastArrivalId() > told) {
            start();
        }
    }

    /**
     * Tells all that has come; after a failure it ends, and the next pass goes on.
     *
     * @return failure if a run failed
     */
    ExitCode finishPass(BooleanSupplier stopping) throws InterruptedException {
        try {
            tell();
            for (Run current = run; current != null && !stopping.getAsBoolean(); current = run) {
                await(current);
                tell();
            }
            return failures == 0 ? ExitCode.OK : ExitCode.FAILURE;
        } catch (ReplicaLedger.FullException e) {
            log.error("how far on-arrival came cannot be recorded: {}", e.getMessage());
            return ExitCode.FAILURE;
        }
    }

    /** Breaks off a run; its files are told again at the next start. */
    @Override
    public void close() {
        thread.shutdownNow();
    }

    /** Who sets the key on a replica that has files already wants to hear of new ones. */
    private long begin() {
        if (ledger.arrivalsTold().isEmpty()) {
            ledger.setArrivalsTold(ledger.lastArrivalId());
        }
        return ledger.arrivalsTold().orElse(0);
    }

    private void start() {
        List<Arrival> files = ledger.arrivals(told, MAX_FILES);
        if (files.isEmpty()) {
            // What came since then is gone again.
            told = ledger.lastArrivalId();
            return;
        }
        ArrivalCommand task = command;
        if (task != null) {
            run = new Run(
                    files.get(files.size() - 1).id(),
                    files.size(),
                    thread.submit(() -> task.run(
                            files.stream().map(file -> file.entry().path()).toList())));
        }
    }

    private void ended(Run ended) throws InterruptedException {
        Optional<String> failure = Workers.result(ended.result());
        if (failure.isEmpty()) {
            told = ended.lastId();
            failures = 0;
            nextTryNs = nanoTime.getAsLong();
            counters.increment(Counter.ARRIVAL_RUNS);
            ledger.setArrivalsTold(told);
            log.debug("on-arrival was run for {}", Amounts.count(ended.files(), "file"));
        } else {
            failures++;
            nextTryNs = backoff.nextTryNs(Pace.RETRY, failures, nanoTime.getAsLong());
            counters.increment(Counter.ARRIVAL_FAILURES);
            log.error("on-arrival failed, will be run again: {}", failure.get());
        }
    }

    private static void await(Run current) throws InterruptedException {
        try {
            current.result().get(WAIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            // So that the caller may look whether it is to stop.
            return;
        } catch (java.util.concurrent.ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    /**
     * A run under way.
     *
     * @param lastId of the last arrival that it is told of
     * @param result why it failed; empty if it did not
     */
    private record Run(long lastId, int files, Future<Optional<String>> result) {}
}
