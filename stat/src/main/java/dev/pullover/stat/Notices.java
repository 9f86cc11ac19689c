package dev.pullover.stat;

import dev.pullover.common.cli.Amounts;
import dev.pullover.common.message.ServerState;
import dev.pullover.common.metrics.Counter;
import dev.pullover.common.state.ServerRecord;
import dev.pullover.common.state.ServersFile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What an operator should know at once, the worst first: the same conditions as the alert rules in docs/monitoring. */
final class Notices {
    /** A replica that is further behind than this is worth a word. */
    static final Duration LAG = Duration.ofMinutes(1);
    /** Without a report for so long, numbers are old. */
    static final Duration SILENCE = Duration.ofSeconds(30);

    private final long nowNs;
    private final Figures figures;
    private final Optional<ServersFile.Content> content;
    private final List<PageData.ModuleRow> modules;
    private final List<PageData.Notice> notices = new ArrayList<>();

    Notices(long nowNs, Figures figures, Optional<ServersFile.Content> content, List<PageData.ModuleRow> modules) {
        this.nowNs = nowNs;
        this.figures = figures;
        this.content = content;
        this.modules = modules;
    }

    List<PageData.Notice> all() {
        aboutServers();
        aboutModules();
        aboutCounters();
        notices.sort(Comparator.comparing(PageData.Notice::level).reversed());
        return notices;
    }

    private void aboutServers() {
        if (content.isEmpty()) {
            warn("nothing is known of the servers yet: has testserver run?");
            return;
        }
        ServersFile.Content known = content.get();
        if (known.verdict().active().isEmpty()) {
            alarm("no server can be used: nothing new arrives");
        }
        for (ServerRecord server : known.servers()) {
            if (server.state() == ServerState.ALARM) {
                alarm(server.summary());
            } else if (server.state() == ServerState.DOWN || server.state() == ServerState.STALE) {
                warn(server.summary());
            } else if (server.admin() != ServerRecord.Admin.READY) {
                warn(server.summary());
            }
        }
        if (!known.verdict().holdsAt(nowNs)) {
            warn("the last verdict on the servers has expired: testserver does not renew it");
        }
    }

    private void aboutModules() {
        String stopped = modules.stream()
                .filter(module -> !module.running())
                .map(PageData.ModuleRow::name)
                .collect(Collectors.joining(", "));
        if (!stopped.isEmpty()) {
            alarm("not running: " + stopped);
        }
        long oldestMs = nowNs / 1_000_000 - SILENCE.toMillis();
        modules.stream()
                .filter(module -> module.running() && module.reportMs() != 0 && module.reportMs() < oldestMs)
                .forEach(module -> warn(module.name() + " runs but has not reported for more than "
                        + SILENCE.toSeconds() + " s: its numbers are old"));
    }

    private void aboutCounters() {
        if (figures.sum(Counter.FILES_COPIED_TWICE) > 0) {
            alarm(Amounts.count(figures.sum(Counter.FILES_COPIED_TWICE), "file")
                    + " received though already here: please report this");
        }
        Duration lag = Duration.ofMillis(figures.sum(Counter.LAG_TIME));
        if (lag.compareTo(LAG) > 0) {
            warn("the oldest publication that is not here yet is " + Amount.duration(lag) + " old");
        }
        if (figures.sum(Counter.FILES_PARKED) > 0) {
            warn(Amounts.count(figures.sum(Counter.FILES_PARKED), "file") + " parked, see below");
        }
        if (figures.sum(Counter.MESSAGES_DROPPED) > 0) {
            warn(Amounts.count(figures.sum(Counter.MESSAGES_DROPPED), "message")
                    + " between modules dropped so far: was the disk full?");
        }
    }

    private void warn(String text) {
        notices.add(new PageData.Notice(PageData.Level.WARN, text));
    }

    private void alarm(String text) {
        notices.add(new PageData.Notice(PageData.Level.ALARM, text));
    }
}
