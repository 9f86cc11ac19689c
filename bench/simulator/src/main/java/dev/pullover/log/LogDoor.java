package dev.pullover.log;

import dev.pullover.common.module.Agent;
import dev.pullover.common.module.ModuleContext;
import java.time.ZoneOffset;

/** Lets the simulator into log: the same agent, in one time zone wherever it runs. */
public final class LogDoor {
    private LogDoor() {}

    /** Opens log's agent as {@link LogModule} does. */
    public static Agent open(ModuleContext context) {
        return LogAgent.open(context, ZoneOffset.UTC);
    }
}
