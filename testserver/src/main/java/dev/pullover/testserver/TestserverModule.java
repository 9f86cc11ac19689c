package dev.pullover.testserver;

import dev.pullover.common.ModuleName;
import dev.pullover.common.module.Agent;
import dev.pullover.common.module.Module;
import dev.pullover.common.module.ModuleContext;

/** testserver, as a process or a part of {@code pullover once}. */
public final class TestserverModule implements Module {
    @Override
    public ModuleName name() {
        return ModuleName.TESTSERVER;
    }

    @Override
    public Agent open(ModuleContext context) {
        return new TestserverAgent(context, ServerChecker::newThread);
    }
}
