package dev.pullover.common.module;

import dev.pullover.common.ModuleName;

/** A module of the replica server: its name, and how to make its agent. */
public interface Module {
    /** Which one. */
    ModuleName name();

    /**
     * Makes the agent.
     *
     * @throws dev.pullover.common.PulloverException if the configuration or the state directory does not allow it
     */
    Agent open(ModuleContext context);
}
