package dev.pullover.launcher;

import dev.pullover.common.ExitCode;
import dev.pullover.common.ModuleName;
import dev.pullover.common.PulloverException;
import dev.pullover.common.state.StateDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the five modules running, each in its own JVM: log first, so that the others are heard, and stopped last. One
 * thread.
 */
final class Supervisor {
    /** How long a module may take to finish its step when it is told to end; its own bound is shorter. */
    static final Duration STOP_TIMEOUT = Duration.ofSeconds(15);
    /** How long all of them may take: those that work together, then stat, then log. */
    static final Duration ALL_STOP_TIMEOUT =
            STOP_TIMEOUT.plus(ProcessEnd.KILL_TIMEOUT).multipliedBy(3);

    private static final Logger log = LoggerFactory.getLogger(Supervisor.class);
    /** log and stat, which listen to the others, come first in {@link ModuleName#REPLICA_MODULES}. */
    private static final int LISTENERS = 2;

    private final List<SupervisedModule> modules = new ArrayList<>();

    /** @param onEnd called on any thread when a module's process ends */
    Supervisor(Script script, Path config, StateDirectory state, Clock clock, LongSupplier nanoTime, Runnable onEnd) {
        for (ModuleName name : ModuleName.REPLICA_MODULES) {
            modules.add(new SupervisedModule(name, script, config, state, clock, nanoTime, onEnd));
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

    /**
     * Looks at all modules, and starts again what has ended.
     *
     * @return whether all could be looked at; if not, that was logged
     */
    boolean tick() {
        boolean seen = true;
        for (SupervisedModule module : modules) {
            try {
                module.tick();
            } catch (IOException e) {
                seen = false;
                log.error("{} cannot be started: {}", module.name().word(), e.getMessage());
            }
        }
        return seen;
    }

    boolean allRunning() {
        return modules.stream().allMatch(SupervisedModule::isRunning);
    }

    /** Whether one is on its way up, or was not started here: nobody tells when such a one ends, so somebody must look. */
    boolean needsLooks() {
        return modules.stream().anyMatch(module -> module.isStarting() || module.isAdopted());
    }

    /** What is known of them, in the order of their start. */
    List<SupervisorFile.Module> report() {
        return modules.stream().map(SupervisedModule::report).toList();
    }

    /** In one line, for people: who is not running, or that all are. */
    static String summary(List<SupervisorFile.Module> modules) {
        String down = modules.stream()
                .filter(module -> module.state() != SupervisedState.RUNNING)
                .map(Supervisor::describe)
                .collect(Collectors.joining("; "));
        long running = modules.stream()
                .filter(module -> module.state() == SupervisedState.RUNNING)
                .count();
        return running + " of " + modules.size() + " modules running" + (down.isEmpty() ? "" : "; " + down);
    }

    private static String describe(SupervisorFile.Module module) {
        String often = module.crashes() == 0 ? "" : " " + module.crashes() + " times";
        return switch (module.state()) {
            case WAITING -> module.module() + " ended" + often + " (" + module.lastEnd() + "), will be started again";
            case STARTING -> module.module() + " is starting";
            case STOPPED -> module.module() + " stopped";
            case KILLED -> module.module() + " killed";
            case RUNNING -> module.module() + " running";
        };
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
