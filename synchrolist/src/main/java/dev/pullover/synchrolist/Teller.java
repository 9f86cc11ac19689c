package dev.pullover.synchrolist;

import dev.pullover.common.ExitCode;
import dev.pullover.common.message.Channel;
import dev.pullover.common.message.Fault;
import dev.pullover.common.metrics.Counter;
import dev.pullover.common.module.ModuleContext;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells what looks came to: people once for each change of a server's situation, stat and testserver each time. */
final class Teller {
    private static final Logger log = LoggerFactory.getLogger(Teller.class);

    private final ModuleContext context;
    private final Map<String, Object> situations = new HashMap<>();

    Teller(ModuleContext context) {
        this.context = context;
    }

    void tell(String server, Look look) {
        context.counters().increment(Counter.PASSES);
        if (!(look instanceof Look.Done) && look.exitCode() != ExitCode.OK) {
            context.counters().increment(Counter.PASS_FAILURES, server);
        }
        look.fault().ifPresent(kind -> context.bus()
                .sender(Channel.FAULT, context.module())
                .send(new Fault(context.nowNs(), context.module(), server, kind, look.text())));
        Object before = situations.put(server, look.situation());
        if (look.isEvent() || !look.situation().equals(before)) {
            // Failures of connections name the server themselves.
            String prefix = look.text().startsWith(server) ? "" : server + ": ";
            log.atLevel(look.level()).log("{}{}", prefix, look.text(), server);
        }
    }
}
