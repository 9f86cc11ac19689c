package dev.pullover.testserver;

import dev.pullover.common.EpochTime;
import dev.pullover.common.config.Config;
import dev.pullover.common.message.Verdict;
import dev.pullover.common.state.Control;
import dev.pullover.common.state.ServersFile;
import java.io.IOException;
import java.time.Clock;
import java.util.Optional;

/**
 * Carries out an order while testserver does not run: in {@code servers.json}, so that it holds at the next start. The
 * caller holds testserver's lock.
 */
final class OfflineOrders {
    private final Config config;
    private final ServersFile file;
    private final Clock clock;

    OfflineOrders(Config config, ServersFile file, Clock clock) {
        this.config = config;
        this.file = file;
        this.clock = clock;
    }

    Control.Answer carryOut(Control.Request request) throws IOException {
        long nowNs = EpochTime.nowNs(clock);
        Optional<ServersFile.Content> remembered = file.read();
        Roster roster = Roster.of(config, remembered, nowNs);
        Orders.Outcome outcome = Orders.carryOut(roster, request, nowNs);
        if (outcome.answer().done()) {
            Verdict verdict = verdict(roster, remembered, outcome.switched(), nowNs);
            file.write(roster.content(
                    verdict, remembered.map(ServersFile.Content::lastFailover).orElse(null)));
        }
        return outcome.answer();
    }

    /** From what was known last, and not valid for any time: readers take it for want of a better one. */
    private Verdict verdict(Roster roster, Optional<ServersFile.Content> remembered, boolean switched, long nowNs) {
        String active = remembered
                .flatMap(content -> content.verdict().active())
                .map(Verdict.Choice::name)
                .orElse("");
        Decision decision = new Choice(config.failback())
                .decide(roster.lastKnown(), active, roster.forced(), switched || active.isEmpty(), 0);
        return roster.verdict(decision, nowNs, nowNs);
    }
}
