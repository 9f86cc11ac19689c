package dev.pullover.stat;

import dev.pullover.common.state.CopyingFile;
import dev.pullover.common.state.LayerRecord;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the page shows, part by part, as JSON has it. Times are milliseconds since 1970 UTC, durations milliseconds. */
final class PageData {
    private PageData() {}

    /** How much something matters to an operator. */
    enum Level {
        OK,
        WARN,
        ALARM
    }

    /**
     * The answer to "is all well?".
     *
     * @param notices what an operator should know, the worst first
     * @param activeServer empty if there is none
     * @param why this one
     * @param rpo from publication to arrival, in the last hour
     */
    record Overview(
            Level level,
            List<Notice> notices,
            String activeServer,
            String why,
            String forcedServer,
            long forcedUntilMs,
            long replicaFiles,
            long replicaBytes,
            long lagFiles,
            long lagBytes,
            long lagMs,
            long parked,
            long copiedTwice,
            long dropped,
            Times rpo,
            @Nullable Failover lastFailover,
            long dataMs) {}

    /** One thing to know. */
    record Notice(Level level, String text) {}

    /** Times, summed up. */
    record Times(long count, long p50Ms, long p95Ms, long p99Ms) {}

    /** The last change of server that was an outage. */
    record Failover(long timeMs, String from, String to, long outageMs) {}

    /** A server, with HAProxy's columns as far as they apply. */
    record ServerRow(
            String name,
            String state,
            String admin,
            boolean active,
            boolean preferred,
            String reason,
            long sinceMs,
            long lastCheckMs,
            @Nullable String layer,
            long checkMs,
            List<LayerRecord> layers,
            long checks,
            long checkFailures,
            long downs,
            long downtimeMs,
            String epoch,
            long sequence,
            long behind,
            long files,
            long bytes,
            long faults,
            long retries,
            long badHashes) {}

    /** A module. */
    record ModuleRow(
            String name,
            boolean running,
            long pid,
            String since,
            long reportMs,
            long cpuMs,
            long memory,
            long waiting,
            long dropped,
            long warnings,
            long errors) {}

    /** A parked file. */
    record ParkedRow(String path, String outcome, String reason, int tries, long nextTryMs) {}

    /** The parked files; not all are listed. */
    record Parked(long count, List<ParkedRow> files) {}

    /** What is being pulled; {@code now} is left out when nothing is. */
    record Flight(CopyingFile.@Nullable Content now) {}

    /** An entry of the timeline, newest first. */
    record Change(long timeMs, String kind, String server, String before, String after, String reason) {}

    /**
     * Values over time, for the plots.
     *
     * @param stepMs from one to the next
     * @param lastMs the beginning of the last slot
     */
    record Series(long stepMs, long lastMs, Map<String, long[]> values) {}
}
