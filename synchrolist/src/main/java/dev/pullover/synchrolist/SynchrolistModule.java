package dev.pullover.synchrolist;

import dev.pullover.common.ModuleName;
import dev.pullover.common.ledger.CatalogLedger;
import dev.pullover.common.ledger.sqlite.SqliteCatalogLedger;
import dev.pullover.common.message.Channel;
import dev.pullover.common.module.Agent;
import dev.pullover.common.module.Module;
import dev.pullover.common.module.ModuleContext;
import dev.pullover.common.state.ServersFile;
import dev.pullover.common.state.VerdictSource;

/** Follows the servers' catalogs into {@code catalog.db} and tells copylist what is new. */
public final class SynchrolistModule implements Module {
    @Override
    public ModuleName name() {
        return ModuleName.SYNCHROLIST;
    }

    @Override
    public Agent open(ModuleContext context) {
        VerdictSource verdicts = new VerdictSource(
                context.bus().readerAtEnd(Channel.VERDICT),
                new ServersFile(context.state()),
                context.config().requireServers(),
                context::nowNs);
        CatalogLedger ledger = SqliteCatalogLedger.open(context.state().catalogDb(), context.random());
        return new SynchrolistAgent(context, ledger, verdicts, new DirectoryVisits(), Pause.unless(context.stopping()));
    }
}
