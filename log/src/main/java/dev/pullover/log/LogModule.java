package dev.pullover.log;

import dev.pullover.common.ModuleName;
import dev.pullover.common.module.Agent;
import dev.pullover.common.module.Module;
import dev.pullover.common.module.ModuleContext;
import java.time.ZoneId;

/** The module {@code log}: writes the lines of all modules into one file for people and one for machines. */
public final class LogModule implements Module {
    @Override
    public ModuleName name() {
        return ModuleName.LOG;
    }

    @Override
    public Agent open(ModuleContext context) {
        return LogAgent.open(context, ZoneId.systemDefault());
    }
}
