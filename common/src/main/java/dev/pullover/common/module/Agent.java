package dev.pullover.common.module;

import dev.pullover.common.ExitCode;
import dev.pullover.common.state.Control;
import java.util.concurrent.TimeUnit;

/**
 * The work of a module, in steps. All methods are called by one thread.
 *
 * <p>What a user can cause is handled inside: logged, counted, tried again. An exception that leaves a step ends the
 * process.
 */
public interface Agent extends AutoCloseable {
    /**
     * Does what is due now and returns soon: a step that takes long looks at {@link ModuleContext#stopping} between its
     * parts.
     *
     * @return how much was done, 0 if nothing: the caller then waits a moment
     */
    int doWork() throws InterruptedException;

    /**
     * Does one complete pass, for cron: from the state on disk to the point where nothing is left to do now.
     *
     * @return how it went; failures have been reported
     */
    ExitCode pass() throws InterruptedException;

    /**
     * Ends orderly, before {@link #close}: those who listen to others take in what has come so far. Bounded like a step.
     */
    default void finish() throws InterruptedException {}

    /**
     * How long the next step may wait after this one found nothing to do, in nanoseconds; at least 1. Messages,
     * requests and signals end the wait, so this is for what comes by time.
     */
    default long idleNs() {
        return TimeUnit.MILLISECONDS.toNanos(50);
    }

    /** Carries out a request other than {@code reload}. */
    default Control.Answer onRequest(Control.Request request) {
        return new Control.Answer(false, "this module does not know '" + request.verb() + "'");
    }

    /** Releases everything. Not called twice. */
    @Override
    void close();
}
