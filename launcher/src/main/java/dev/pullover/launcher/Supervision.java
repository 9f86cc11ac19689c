package dev.pullover.launcher;

import dev.pullover.common.module.ModuleProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The supervisor's loop: looks after the modules, writes down how they are, reloads when asked, and tells the service
 * manager. One thread.
 */
final class Supervision {
    /** When the work is said to have begun though a module is not up yet: the others work, and it is tried again. */
    static final Duration READY_TIMEOUT = Duration.ofSeconds(30);

    private static final Logger log = LoggerFactory.getLogger(Supervision.class);
    /** Ends of children, signals and wishes end a wait; the rest is looked at that often. */
    private static final Duration LOOK = Duration.ofMillis(500);

    private static final Duration SOON = Duration.ofMillis(50);
    private static final int LOOKS_PER_WATCHDOG_INTERVAL = 4;

    private final ModuleProcess process;
    private final Path config;
    private final Supervisor supervisor;
    private final ServiceManager manager;
    private final LongSupplier nanoTime;
    private final Semaphore wake;
    private final SupervisorFile file;
    private final Reloads reloads;
    private List<SupervisorFile.Module> reported = List.of();
    private boolean ready;

    /** @param wake ends a wait; given a permit when a module ends */
    Supervision(
            ModuleProcess process,
            Path config,
            Supervisor supervisor,
            ServiceManager manager,
            LongSupplier nanoTime,
            Semaphore wake) {
        this.process = process;
        this.config = config;
        this.supervisor = supervisor;
        this.manager = manager;
        this.nanoTime = nanoTime;
        this.wake = wake;
        this.file = new SupervisorFile(process.state());
        this.reloads = new Reloads(config, process.state(), wake::release);
        process.onWish(wake::release);
    }

    /** Brings the modules up, looks after them until the process is told to stop, and ends them. */
    void run() throws InterruptedException {
        try {
            supervisor.start();
            if (isAdoptedOlderThanConfiguration()) {
                reloads.wish();
            }
            long begunNs = nanoTime.getAsLong();
            while (!process.isStopping()) {
                step(nanoTime.getAsLong() - begunNs);
                wake.tryAcquire(pause().toMillis(), TimeUnit.MILLISECONDS);
                wake.drainPermits();
            }
        } finally {
            manager.stopping("stopping the modules");
            supervisor.stop();
            report();
        }
    }

    private void step(long runningNs) throws InterruptedException {
        boolean seen = supervisor.tick();
        report();
        if (!ready && (supervisor.allRunning() || runningNs >= READY_TIMEOUT.toNanos())) {
            ready = true;
            manager.ready(Supervisor.summary(reported));
        }
        if (ready) {
            reload();
        }
        if (seen) {
            manager.alive();
        }
    }

    private void reload() throws InterruptedException {
        if (process.takeReloadWish()) {
            reloads.wish();
        }
        if (reloads.endIfDone()) {
            manager.ready(Supervisor.summary(reported));
        } else if (reloads.beginIfWished()) {
            manager.reloading();
        } else if (!reloads.isUnderWay()) {
            manager.status(Supervisor.summary(reported));
        }
    }

    /** Short enough that a message to the watchdog is late by little. */
    private Duration pause() {
        Duration usual = supervisor.needsLooks() ? SOON : LOOK;
        return manager.watchdogInterval()
                .map(interval -> interval.dividedBy(LOOKS_PER_WATCHDOG_INTERVAL))
                .filter(shorter -> shorter.compareTo(usual) < 0)
                .orElse(usual);
    }

    /** Writes down how the modules are, if that is new. */
    private void report() {
        List<SupervisorFile.Module> current = supervisor.report();
        if (current.equals(reported)) {
            return;
        }
        reported = current;
        try {
            file.write(new SupervisorFile.Content(
                    SupervisorFile.Content.FORMAT, ProcessHandle.current().pid(), current));
        } catch (IOException e) {
            log.warn("supervisor.json cannot be written, so status knows less: {}", e.getMessage());
        }
    }

    /** Modules that were taken over may have read a configuration that was changed since. */
    private boolean isAdoptedOlderThanConfiguration() {
        try {
            Instant changed = Files.getLastModifiedTime(config).toInstant();
            for (SupervisedModule module : supervisor.modules()) {
                String since = ModuleStatus.of(process.state(), module.name()).since();
                if (module.isAdopted()
                        && !since.isEmpty()
                        && Instant.parse(since).isBefore(changed)) {
                    return true;
                }
            }
        } catch (IOException e) {
            log.warn("whether {} was changed is not known: {}", config, e.getMessage());
        }
        return false;
    }
}
