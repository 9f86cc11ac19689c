package dev.pullover.copylist;

import dev.pullover.common.ModuleName;
import dev.pullover.common.module.Agent;
import dev.pullover.common.module.Module;
import dev.pullover.common.module.ModuleContext;
import java.util.function.Consumer;

/** copylist: brings over the files that are owed. */
public final class CopylistModule implements Module {
    private final Consumer<CopySummary> onPassEnd;

    /** A module that tells of its work in the log only. */
    public CopylistModule() {
        this(summary -> {});
    }

    /** @param onPassEnd is given the figures of each {@link Agent#pass}, on its thread, before it returns */
    public CopylistModule(Consumer<CopySummary> onPassEnd) {
        this.onPassEnd = onPassEnd;
    }

    @Override
    public ModuleName name() {
        return ModuleName.COPYLIST;
    }

    @Override
    public Agent open(ModuleContext context) {
        return new CopyAgent(context, CopyParts.open(context, Steps.NONE), onPassEnd);
    }
}
