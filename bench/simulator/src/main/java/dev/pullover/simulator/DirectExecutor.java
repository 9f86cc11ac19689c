package dev.pullover.simulator;

import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.TimeUnit;

/** Does what it is given at once, on the thread that gives it: so a run has one thread, and can be repeated. */
final class DirectExecutor extends AbstractExecutorService {
    private final SimulatedProcess process;
    private boolean shutdown;

    /** @param process whose threads these would be: when it is dead, none does anything more */
    DirectExecutor(SimulatedProcess process) {
        this.process = process;
    }

    @Override
    public void execute(Runnable work) {
        process.requireAlive();
        work.run();
    }

    @Override
    public void shutdown() {
        shutdown = true;
    }

    @Override
    public List<Runnable> shutdownNow() {
        shutdown = true;
        return List.of();
    }

    @Override
    public boolean isShutdown() {
        return shutdown;
    }

    @Override
    public boolean isTerminated() {
        return shutdown;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return true;
    }
}
