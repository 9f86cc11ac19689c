package dev.pullover.testserver;

import dev.pullover.common.EpochTime;
import dev.pullover.common.message.FaultKind;
import java.io.InterruptedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The checks of one server, on a thread of their own: one server that hangs holds up no other. One check at a time.
 *
 * <p>A check that hangs where no deadline reaches it (in the operating system, say, on a dead network mount) counts as
 * timed out, again and again, until it returns.
 */
final class ServerChecker implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ServerChecker.class);
    /** What a layer may take beyond the timeout, which the layers see to themselves. */
    private static final Duration OVERDUE_SLACK = Duration.ofMillis(500);

    private final String server;
    private final Probe probe;
    private final Duration timeout;
    private final Consumer<CheckResult> results;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private final ExecutorService thread;
    private volatile boolean busy;
    /** The time-outs told of the check under way. */
    private int overdue;

    /**
     * @param timeout of one layer
     * @param results takes each result, on the checker's thread
     * @param thread runs the checks; shut down with this
     */
    ServerChecker(
            String server,
            Probe probe,
            Duration timeout,
            Consumer<CheckResult> results,
            ExecutorService thread,
            Clock clock,
            LongSupplier nanoTime) {
        this.server = server;
        this.probe = probe;
        this.timeout = timeout;
        this.results = results;
        this.thread = thread;
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    /** A thread for the checks of one server, which does not keep the process from ending. */
    static ExecutorService newThread(String server) {
        return Executors.newSingleThreadExecutor(task -> {
            Thread created = new Thread(task, "check-" + server);
            created.setDaemon(true);
            return created;
        });
    }

    /** Whether a check is under way. */
    boolean isBusy() {
        return busy;
    }

    /** Starts a check. Only when none is under way. */
    void start(boolean relogin) {
        busy = true;
        overdue = 0;
        probe.begin();
        thread.execute(() -> check(relogin));
    }

    /** Ends the open connection, if there is one: the server is not to be bothered for now. */
    void disconnect() {
        probe.disconnect();
    }

    /** A time-out in place of a result that is overdue: one for each time that {@code timeout} has passed in vain. */
    Optional<CheckResult> overdue() {
        long lastingNs = nanoTime.getAsLong() - probe.progress().sinceNanos();
        if (!busy || lastingNs < timeout.toNanos() * (overdue + 1L) + OVERDUE_SLACK.toNanos()) {
            return Optional.empty();
        }
        overdue++;
        return Optional.of(failure(FaultKind.TIMEOUT, "hangs for " + TimeUnit.NANOSECONDS.toSeconds(lastingNs) + " s"));
    }

    /** Ends a check that is under way, the connection, and the thread. */
    @Override
    public void close() {
        thread.shutdownNow();
        probe.close();
    }

    /** A result that the check itself could not give. */
    private CheckResult failure(FaultKind kind, String what) {
        Probe.Progress progress = probe.progress();
        long durationNs = nanoTime.getAsLong() - progress.sinceNanos();
        LayerResult layer = new LayerResult(progress.layer(), false, durationNs, what);
        String reason = what + " (" + progress.layer().word() + ")";
        return new CheckResult(
                server,
                EpochTime.nowNs(clock) - durationNs,
                progress.sinceNanos(),
                durationNs,
                false,
                List.of(layer),
                new CheckResult.Failed(kind, reason));
    }

    private void check(boolean relogin) {
        CheckResult result;
        try {
            result = probe.check(relogin);
        } catch (InterruptedIOException e) {
            // Closed: nobody waits for the result.
            return;
        } catch (RuntimeException e) {
            log.error("{}: check failed unexpectedly", server, e);
            result = failure(FaultKind.PROTOCOL, "unexpected failure: " + e);
        }
        busy = false;
        results.accept(result);
    }
}
