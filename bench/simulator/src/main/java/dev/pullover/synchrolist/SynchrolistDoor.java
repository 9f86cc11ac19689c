package dev.pullover.synchrolist;

import dev.pullover.common.ledger.CatalogLedger;
import dev.pullover.common.ledger.sqlite.SqliteCatalogLedger;
import dev.pullover.common.message.Channel;
import dev.pullover.common.module.Agent;
import dev.pullover.common.module.ModuleContext;
import dev.pullover.common.state.ServersFile;
import dev.pullover.common.state.VerdictSource;
import java.util.concurrent.ExecutorService;
import java.util.function.UnaryOperator;

/** Lets the simulator into synchrolist: the same agent, with other threads and something before its ledger. */
public final class SynchrolistDoor {
    private SynchrolistDoor() {}

    /**
     * Opens synchrolist's agent as {@link SynchrolistModule} does.
     *
     * @param threads that look at directories
     * @param ledger comes between the agent and {@code catalog.db}
     */
    public static Agent open(ModuleContext context, ExecutorService threads, UnaryOperator<CatalogLedger> ledger) {
        VerdictSource verdicts = new VerdictSource(
                context.bus().readerAtEnd(Channel.VERDICT),
                new ServersFile(context.state()),
                context.config().requireServers(),
                context::nowNs);
        CatalogLedger database = SqliteCatalogLedger.open(context.state().catalogDb(), context.random());
        return new SynchrolistAgent(
                context,
                ledger.apply(database),
                verdicts,
                new DirectoryVisits(threads),
                Pause.unless(context.stopping()));
    }
}
