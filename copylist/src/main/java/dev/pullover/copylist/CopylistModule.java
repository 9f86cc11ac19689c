package dev.pullover.copylist;

import dev.pullover.common.ModuleName;
import dev.pullover.common.module.Agent;
import dev.pullover.common.module.Module;
import dev.pullover.common.module.ModuleContext;
import java.util.function.Consumer;

/** copylist: brings over the files that are owed. */
public final class CopylistModule implements Module {
    private final Consumer<CopySummary> onPassEnd;
    private final boolean progress;

    /** A module that tells of its work in the log only. */
    public CopylistModule() {
        this(summary -> {}, false);
    }

    /**
     * A module for one pass.
     *
     * @param onPassEnd is given the figures of {@link Agent#pass}, on its thread, before it returns
     * @param progress whether to show on stderr, until then, how far it is
     */
    public CopylistModule(Consumer<CopySummary> onPassEnd, boolean progress) {
        this.onPassEnd = onPassEnd;
        this.progress = progress;
    }

    @Override
    public ModuleName name() {
        return ModuleName.COPYLIST;
    }

    @Override
    public Agent open(ModuleContext context) {
        CopyParts parts = CopyParts.open(context, Seams.NONE);
        if (!progress) {
            return new CopyAgent(context, parts, onPassEnd);
        }
        ProgressDisplay display = ProgressDisplay.start(context.state());
        return new CopyAgent(context, parts, summary -> {
            display.close();
            onPassEnd.accept(summary);
        });
    }
}
