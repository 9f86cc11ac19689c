package dev.pullover.testserver;

import dev.pullover.common.EpochTime;
import dev.pullover.common.cli.TimeSpan;
import dev.pullover.common.message.Verdict;
import dev.pullover.common.state.FailoverRecord;
import dev.pullover.common.state.ServerRecord;
import dev.pullover.common.state.ServersFile;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** {@code servers.json} as a table for people, with the columns that HAProxy has, as far as they apply. */
final class StatusTable {
    private static final List<String> TITLES = List.of(
            "SERVER",
            "STATUS",
            "ADMIN",
            "LAYER",
            "CHECKED",
            "TOOK",
            "SINCE",
            "UP/DOWN",
            "DOWNTIME",
            "RECEIVED",
            "PULLS",
            "EPOCH/SEQUENCE",
            "REASON");
    private static final int EPOCH_CHARS = 8;

    private final ServersFile.Content content;
    private final Pulls pulls;
    private final long nowNs;

    /** @param nowNs nanoseconds since 1970 UTC */
    StatusTable(ServersFile.Content content, Pulls pulls, long nowNs) {
        this.content = content;
        this.pulls = pulls;
        this.nowNs = nowNs;
    }

    /** The table and what else there is to say. */
    List<String> lines() {
        List<List<String>> rows = new ArrayList<>();
        rows.add(TITLES);
        String active = content.verdict().active().map(Verdict.Choice::name).orElse("");
        content.servers().forEach(server -> rows.add(row(server, server.name().equals(active))));
        List<String> lines = new ArrayList<>(aligned(rows));
        lines.add(
                active.isEmpty()
                        ? content.verdict().reason()
                        : "active: " + active + " (" + content.verdict().reason() + ")");
        if (!content.forcedServer().isEmpty()) {
            lines.add("switched to " + content.forcedServer() + " by an operator" + until(content.forcedUntilNs()));
        }
        FailoverRecord failover = content.lastFailover();
        if (failover != null) {
            lines.add("last failover: " + failover.from() + " to " + failover.to() + ", " + ago(failover.timeNs())
                    + " ago, " + failover.outageMs() + " ms without a server, "
                    + (failover.firstByteMs() == null
                            ? "no byte pulled since"
                            : failover.firstByteMs() + " ms until the first byte"));
        }
        return lines;
    }

    private List<String> row(ServerRecord server, boolean active) {
        long downtimeMs = server.downtimeMs();
        if (!server.state().isUsable()) {
            downtimeMs += Math.max(0, Duration.ofNanos(nowNs - server.sinceNs()).toMillis());
        }
        boolean checked = server.lastCheckNs() != 0;
        return List.of(
                (active ? "*" : " ") + server.name(),
                server.state().name(),
                server.admin().name(),
                String.valueOf(server.layer()),
                checked ? ago(server.lastCheckNs()) : "never",
                checked ? server.durationMs() + "ms" : "",
                ago(server.sinceNs()),
                server.ups() + "/" + server.downs(),
                TimeSpan.text(Duration.ofMillis(downtimeMs)),
                pulls.received(server.name()),
                Long.toString(pulls.current(server.name())),
                server.epoch().isEmpty()
                        ? "no catalog"
                        : server.epoch().substring(0, EPOCH_CHARS) + "/" + server.sequence(),
                server.reason());
    }

    private String ago(long thenNs) {
        return TimeSpan.text(Duration.ofNanos(nowNs - thenNs));
    }

    private static String until(long untilNs) {
        return untilNs == 0 ? "" : " until " + EpochTime.toInstant(untilNs).truncatedTo(ChronoUnit.SECONDS);
    }

    private static List<String> aligned(List<List<String>> rows) {
        int[] widths = new int[TITLES.size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        return rows.stream().map(row -> line(row, widths)).toList();
    }

    private static String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
        }
        return line.toString().stripTrailing();
    }
}
