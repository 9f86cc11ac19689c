package dev.pullover.stat;

import dev.pullover.common.ModuleName;
import dev.pullover.common.module.Agent;
import dev.pullover.common.module.Module;
import dev.pullover.common.module.ModuleContext;

/** Adds up the counters of every module in {@code stat.db}. */
public final class StatModule implements Module {
    @Override
    public ModuleName name() {
        return ModuleName.STAT;
    }

    @Override
    public Agent open(ModuleContext context) {
        return new StatAgent(context, StatDatabase.open(context.state().statDb()));
    }
}
