package dev.pullover.testserver;

import dev.pullover.common.module.Agent;
import dev.pullover.common.module.ModuleContext;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;

/** Lets the simulator into testserver: the same agent, with other threads. */
public final class TestserverDoor {
    private TestserverDoor() {}

    /** @param threads makes what checks servers and writes {@code servers.json} */
    public static Agent open(ModuleContext context, Supplier<ExecutorService> threads) {
        return new TestserverAgent(context, name -> threads.get());
    }
}
