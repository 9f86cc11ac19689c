package dev.pullover.simulator;

import dev.pullover.common.ExitCode;
import dev.pullover.common.ModuleName;
import dev.pullover.common.PulloverException;
import dev.pullover.common.metrics.Counters;
import dev.pullover.common.metrics.StatReporter;
import dev.pullover.common.module.Agent;
import dev.pullover.common.state.Control;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** A module of the replica machine: started, stepped, killed, and started again. */
final class ModuleSlot {
    private final String name;
    private final World world;
    private final BiFunction<SimulatedProcess, Counters, Agent> opener;
    private @Nullable Agent agent;
    private @Nullable SimulatedProcess process;
    private Counters counters = new Counters();
    private @Nullable StatReporter reporter;

    ModuleSlot(String name, World world, BiFunction<SimulatedProcess, Counters, Agent> opener) {
        this.name = name;
        this.world = world;
        this.opener = opener;
    }

    boolean isRunning() {
        return agent != null;
    }

    ModuleName module() {
        return ModuleName.ofWord(name).orElseThrow();
    }

    @Nullable
    Agent agent() {
        return agent;
    }

    /**
     * One step, of starting first if it does not run.
     *
     * @return whether it did something
     */
    boolean step() {
        try {
            if (agent == null) {
                start();
                return true;
            }
            world.checks.begins(module());
            boolean worked = agent.doWork() > 0;
            stepped();
            return worked;
        } catch (Crash e) {
            kill();
            world.checks.throwHidden();
            return true;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } catch (PulloverException e) {
            if (e.exitCode() == ExitCode.FAILURE) {
                throw new Violation(name + " failed: " + e.getMessage(), e);
            }
            world.trace.add(name, "ends: " + e.getMessage());
            kill();
            return true;
        } catch (RuntimeException e) {
            throw new Violation(name + " threw " + e, e);
        }
    }

    /** An operator asks it for something; no answer if it does not run, or dies of it. */
    Optional<Control.Answer> ask(Control.Request request) {
        try {
            world.checks.begins(module());
            return agent == null ? Optional.empty() : Optional.of(agent.onRequest(request));
        } catch (Crash e) {
            kill();
            world.checks.throwHidden();
            return Optional.empty();
        }
    }

    /** It says what it has counted so far, if it runs. */
    void report() {
        if (reporter != null) {
            reporter.sendNow();
        }
    }

    /** It ends without a word. */
    void kill() {
        if (process != null) {
            process.kill();
        }
        closeQuietly();
        world.checks.processEnded(name, counters);
        counters = new Counters();
        reporter = null;
        agent = null;
        process = null;
    }

    private void start() {
        SimulatedProcess started = world.process(name);
        process = started;
        world.trace.add(name, "starts");
        agent = opener.apply(started, counters);
        reporter = world.listeners.reporter(module(), counters);
    }

    private void stepped() {
        if (reporter != null) {
            reporter.tick();
        }
        world.listeners.stepped(module());
    }

    /** What the process held on this machine must be let go of; it is dead, so it cannot do more than that. */
    private void closeQuietly() {
        if (agent != null) {
            try {
                agent.close();
            } catch (Crash e) {
                // As dead as it should be.
                return;
            }
        }
    }
}
