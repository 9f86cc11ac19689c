package dev.pullover.launcher;

import dev.pullover.common.ExitCode;
import dev.pullover.common.ModuleName;
import dev.pullover.common.PulloverException;
import dev.pullover.common.state.StateDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the five modules running, each in its own JVM: log first, so that the others are heard, and stopped last. One
 * thread.
 */
final class Supervisor {
    /** How long a module may take to finish its step when it is told to end; its own bound is shorter. */
    static final Duration STOP_TIMEOUT = Duration.ofSeconds(15);

    private static final Logger log = LoggerFactory.getLogger(Supervisor.class);
    private static final long LOOK_MS = 100;
    /** log and stat, which listen to the others, come first in {@link ModuleName#REPLICA_MODULES}. */
    private static final int LISTENERS = 2;

    private final List<SupervisedModule> modules = new ArrayList<>();

    Supervisor(Script script, Path config, StateDirectory state, LongSupplier nanoTime) {
        for (ModuleName name : ModuleName.REPLICA_MODULES) {
            modules.add(new SupervisedModule(name, script, config, state, nanoTime));
        }
    }

    /** The modules, in the order of their start. */
    List<SupervisedModule> modules() {
        return List.copyOf(modules);
    }

    void start() {
        for (SupervisedModule module : modules) {
            try {
                module.start();
            } catch (IOException e) {
                throw new PulloverException(
                        ExitCode.FAILURE, "cannot start " + module.name().word() + ": " + e.getMessage(), e);
            }
        }
    }

    /** Watches until {@code stopping}, then ends all modules. */
    void superviseUntil(BooleanSupplier stopping) throws InterruptedException {
        try {
            while (!stopping.getAsBoolean()) {
                tick();
                TimeUnit.MILLISECONDS.sleep(LOOK_MS);
            }
        } finally {
            stop();
        }
    }

    /** Starts again what has ended. */
    void tick() {
        for (SupervisedModule module : modules) {
            try {
                module.tick();
            } catch (IOException e) {
                log.error("{} cannot be started: {}", module.name().word(), e.getMessage());
            }
        }
    }

    /** Ends the modules that work, then stat, which takes over what they counted, then log, which writes their last lines. */
    void stop() throws InterruptedException {
        List<SupervisedModule> listeners = modules.subList(0, LISTENERS);
        stopTogether(modules.subList(LISTENERS, modules.size()));
        for (int i = listeners.size() - 1; i >= 0; i--) {
            stopTogether(listeners.subList(i, i + 1));
        }
    }

    private static void stopTogether(List<SupervisedModule> some) throws InterruptedException {
        some.forEach(SupervisedModule::terminate);
        for (SupervisedModule module : some) {
            module.awaitEnd(STOP_TIMEOUT);
        }
    }
}
