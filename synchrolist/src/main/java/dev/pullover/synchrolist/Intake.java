package dev.pullover.synchrolist;

import dev.pullover.common.catalog.CatalogHead;
import dev.pullover.common.catalog.CatalogLine;
import dev.pullover.common.catalog.CatalogPosition;
import dev.pullover.common.ledger.CatalogLedger;
import dev.pullover.common.ledger.CatalogLedger.Changes;
import dev.pullover.common.ledger.CatalogLedger.Followed;
import dev.pullover.common.message.Wanted;
import dev.pullover.common.metrics.Counter;
import dev.pullover.common.metrics.Counters;
import dev.pullover.common.queue.MessageSender;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes lines over that HEAD has vouched for: in batches, each one transaction and one notice to copylist. */
final class Intake implements CatalogReader.Lines {
    private static final Logger log = LoggerFactory.getLogger(Intake.class);
    /** A batch ends with the first piece read that brings it above this. */
    private static final int BATCH_LINES = 5000;
    /** Refused names that are told one by one; all of them can be listed. */
    private static final int MAX_REFUSED_TOLD = 20;

    private final CatalogLedger ledger;
    private final MessageSender<Wanted> wanted;
    private final Counters counters;
    private final LongSupplier nowNs;
    private final String server;
    private final CatalogHead head;
    private final List<CatalogLine> lines = new ArrayList<>();
    private final List<CatalogLine> refusedLines = new ArrayList<>();
    private long files;
    private long bytes;
    private long refused;
    private Changes untold = Changes.NONE;

    /**
     * @param nowNs wall clock, nanoseconds since 1970 UTC
     * @param server whose catalog it is
     * @param head that vouched for the lines
     */
    Intake(
            CatalogLedger ledger,
            MessageSender<Wanted> wanted,
            Counters counters,
            LongSupplier nowNs,
            String server,
            CatalogHead head) {
        this.ledger = ledger;
        this.wanted = wanted;
        this.counters = counters;
        this.nowNs = nowNs;
        this.server = server;
        this.head = head;
    }

    @Override
    public void take(CatalogLine line) {
        Optional<String> problem = line.path().problem();
        if (problem.isEmpty()) {
            lines.add(line);
        } else {
            refusedLines.add(line);
            tellRefused(line, problem.get());
        }
    }

    @Override
    public void pause(CatalogPosition position) {
        if (isBatch()) {
            finish(position);
        }
    }

    /** Whether enough has come for a transaction. */
    boolean isBatch() {
        return lines.size() + refusedLines.size() >= BATCH_LINES;
    }

    /** Commits what has come. {@code position} is behind the last line. */
    Progress finish(CatalogPosition position) {
        Followed next = Followed.of(head, position);
        commit(next, ledger::apply);
        tell();
        counters.set(Counter.CATALOG_SEQUENCE, position.seq());
        return new Progress(files, bytes, refused, next);
    }

    /** Commits what has come by other means. */
    void commit(Followed next, Applier applier) {
        Changes changes = applier.apply(lines, refusedLines, next);
        untold = untold.files() == 0
                ? changes
                : new Changes(
                        untold.first(),
                        Math.max(untold.last(), changes.last()),
                        untold.files() + changes.files(),
                        untold.bytes() + changes.bytes());
        counters.add(Counter.FILES_WANTED, changes.files());
        files += changes.files();
        bytes += changes.bytes();
        lines.clear();
        refusedLines.clear();
    }

    /** Tells copylist of what was committed. */
    void tell() {
        if (untold.files() > 0) {
            wanted.send(new Wanted(nowNs.getAsLong(), untold.first(), untold.last(), untold.files(), untold.bytes()));
            untold = Changes.NONE;
        }
    }

    /** How lines are taken over; see {@link CatalogLedger#apply}. */
    @FunctionalInterface
    interface Applier {
        Changes apply(List<CatalogLine> lines, List<CatalogLine> refused, Followed next);
    }

    private void tellRefused(CatalogLine line, String problem) {
        if (line.op() == CatalogLine.Op.DEL) {
            return;
        }
        refused++;
        counters.increment(Counter.NAMES_REJECTED);
        if (refused <= MAX_REFUSED_TOLD) {
            log.warn("{}: name refused ({}): {}", server, problem, line.path());
        } else if (refused == MAX_REFUSED_TOLD + 1) {
            log.warn("{}: more names refused, see: pullover synchrolist list --refused", server);
        }
    }
}
