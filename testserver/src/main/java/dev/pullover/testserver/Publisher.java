package dev.pullover.testserver;

import dev.pullover.common.message.Verdict;
import dev.pullover.common.queue.MessageSender;
import dev.pullover.common.state.ServerRecord;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tells the other modules: a verdict at each change and often enough in between, and {@code servers.json} likewise. */
final class Publisher {
    private final MessageSender<Verdict> sender;
    private final ServersWriter file;
    private final Duration repeat;
    private final Duration validity;
    private @Nullable Verdict last;
    private List<ServerRecord> written = List.of();
    private long sentNanos;
    private long writtenNanos;

    /**
     * @param repeat after which time a verdict is sent, and the file written, again though nothing changed
     * @param validity how long each verdict holds
     */
    Publisher(MessageSender<Verdict> sender, ServersWriter file, Duration repeat, Duration validity) {
        this.sender = sender;
        this.file = file;
        this.repeat = repeat;
        this.validity = validity;
    }

    /**
     * Sends and writes what is due. What checks measure, and how far catalogs have come, is no reason to write the file: it
     * goes with what is.
     *
     * @param urgent whether something changed that must not wait
     * @param nanos now, on the nano-time source
     * @param nowNs now, nanoseconds since 1970 UTC
     */
    void publish(Roster roster, ActiveServer active, Decision decision, boolean urgent, long nanos, long nowNs) {
        Verdict verdict = roster.verdict(decision, nowNs, nowNs + validity.toNanos());
        Verdict before = last;
        boolean otherReason = before == null || !before.reason().equals(verdict.reason());
        boolean changed = otherReason || !before.servers().equals(verdict.servers());
        if (changed || urgent || nanos - sentNanos >= repeat.toNanos()) {
            sender.send(verdict);
            last = verdict;
            sentNanos = nanos;
        }
        List<ServerRecord> essence =
                roster.entries().stream().map(entry -> essence(entry.record())).toList();
        if (urgent || otherReason || !essence.equals(written) || nanos - writtenNanos >= repeat.toNanos()) {
            written = essence;
            writtenNanos = nanos;
            file.write(roster.content(last, active.lastFailover()));
        }
    }

    /** A record without what every check changes. */
    private static ServerRecord essence(ServerRecord record) {
        return new ServerRecord(
                record.name(),
                record.state(),
                record.admin(),
                record.reason(),
                record.sinceNs(),
                0,
                record.layer(),
                0,
                record.epoch(),
                0,
                record.ups(),
                record.downs(),
                record.downtimeMs(),
                record.transitions(),
                List.of());
    }
}
