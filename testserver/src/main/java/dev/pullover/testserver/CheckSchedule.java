package dev.pullover.testserver;

import dev.pullover.common.config.CheckConfig;
import dev.pullover.common.module.ModuleContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Starts each server's checks when they are due, and collects what they find. For the agent's thread. */
final class CheckSchedule implements AutoCloseable {
    /** How often a check under way is looked at: it might be overdue. */
    private static final Duration BUSY_LOOK = Duration.ofMillis(200);

    private static final double PERCENT = 0.01;

    private final CheckConfig check;
    private final LongSupplier nanoTime;
    private final RandomGenerator random;
    private final List<Slot> slots = new ArrayList<>();
    private final BlockingQueue<CheckResult> results = new LinkedBlockingQueue<>();
    private volatile @Nullable Thread waiting;

    /** @param threads makes the thread for the checks of a server */
    CheckSchedule(Roster roster, ModuleContext context, Function<String, ExecutorService> threads) {
        this.check = context.config().check();
        this.nanoTime = context.nanoTime();
        this.random = context.random();
        for (ServerEntry entry : roster.entries()) {
            Probe probe = new Probe(
                    entry.config(),
                    check,
                    context.config().synchro().mode(),
                    context.config().copy().transport(),
                    context.stores(),
                    context.clock(),
                    nanoTime);
            ServerChecker checker = new ServerChecker(
                    entry.name(),
                    probe,
                    check.timeout(),
                    this::deliver,
                    threads.apply(entry.name()),
                    context.clock(),
                    nanoTime);
            slots.add(new Slot(entry, checker));
        }
    }

    /** Starts the checks that are due. The calling thread is woken when one ends. */
    void startDue() {
        waiting = Thread.currentThread();
        for (Slot slot : slots) {
            if (slot.entry.machine().pace() == Pace.NEVER) {
                slot.checker.disconnect();
            } else if (slot.isDue()) {
                slot.start();
            }
        }
    }

    /** The results that have come since the last call, and those that are overdue. */
    List<CheckResult> take() {
        List<CheckResult> taken = new ArrayList<>();
        results.drainTo(taken);
        for (Slot slot : slots) {
            slot.checker.overdue().ifPresent(taken::add);
        }
        return taken;
    }

    /** The result was taken account of: from now on, the pace that it led to counts. */
    void settled(CheckResult result) {
        slots.stream().filter(slot -> slot.entry.name().equals(result.server())).forEach(Slot::settle);
    }

    /** How long there is nothing to do here unless a check ends, nanoseconds, at least 1. */
    long idleNs() {
        return slots.stream().mapToLong(Slot::idleNs).min().orElse(Long.MAX_VALUE);
    }

    /** Waits until a result is there, or {@code timeout} has passed. */
    void await(Duration timeout) throws InterruptedException {
        CheckResult result = results.poll(timeout.toNanos(), TimeUnit.NANOSECONDS);
        if (result != null) {
            results.add(result);
        }
    }

    @Override
    public void close() {
        slots.forEach(slot -> slot.checker.close());
    }

    /** On a checker's thread. */
    private void deliver(CheckResult result) {
        results.add(result);
        LockSupport.unpark(waiting);
    }

    /** One server's place in the schedule. */
    private final class Slot {
        private final ServerEntry entry;
        private final ServerChecker checker;
        /** Whether a check was started whose result has not been taken account of. */
        private boolean open;

        private long settledNanos = nanoTime.getAsLong();
        private double stretch = 1;

        Slot(ServerEntry entry, ServerChecker checker) {
            this.entry = entry;
            this.checker = checker;
        }

        boolean isDue() {
            return !open && !checker.isBusy() && dueInNs() <= 0;
        }

        private long dueInNs() {
            long waitNs = (long) (pace().interval(check).toNanos() * stretch);
            return waitNs - (nanoTime.getAsLong() - settledNanos);
        }

        /** How long nothing is to be done about it. */
        private long idleNs() {
            if (pace() == Pace.NEVER) {
                return Long.MAX_VALUE;
            }
            return open || checker.isBusy() ? BUSY_LOOK.toNanos() : Math.max(1, dueInNs());
        }

        void start() {
            open = true;
            // What is urgent is a question that an open connection cannot answer.
            checker.start(pace() == Pace.NOW);
        }

        void settle() {
            open = false;
            settledNanos = nanoTime.getAsLong();
            stretch = 1 + check.jitterPercent() * PERCENT * (2 * random.nextDouble() - 1);
        }

        private Pace pace() {
            return entry.hasOpenFault() ? Pace.NOW : entry.machine().pace();
        }
    }
}
