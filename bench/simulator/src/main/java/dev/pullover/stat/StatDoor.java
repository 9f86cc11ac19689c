package dev.pullover.stat;

import dev.pullover.common.ExitCode;
import dev.pullover.common.module.Agent;
import dev.pullover.common.module.ModuleContext;
import dev.pullover.common.state.StateDirectory;
import java.util.List;

/** Lets the simulator into stat: the same agent, and what it would tell people. */
public final class StatDoor {
    private StatDoor() {}

    /** Opens stat's agent as {@link StatModule} does. */
    public static Agent open(ModuleContext context) {
        StatDatabase database = StatDatabase.open(context.state().statDb());
        return new Closing(new StatAgent(context, database), database);
    }

    /** What {@code pullover stat dump} says. */
    public static List<Told> dump(StateDirectory state, long nowNs) {
        return Snapshot.read(state, nowNs).figures().stream()
                .map(figure -> new Told(figure.module(), figure.counter(), figure.label(), figure.value()))
                .toList();
    }

    /**
     * A figure as people are told it.
     *
     * @param counter its id, see {@link dev.pullover.common.metrics.Counter}
     */
    public record Told(String module, int counter, String label, long value) {}

    /** Closes the database also where the agent dies of writing to it. */
    private record Closing(Agent agent, StatDatabase database) implements Agent {
        @Override
        public int doWork() throws InterruptedException {
            return agent.doWork();
        }

        @Override
        public ExitCode pass() throws InterruptedException {
            return agent.pass();
        }

        @Override
        public void close() {
            try {
                agent.close();
            } finally {
                database.close();
            }
        }
    }
}
