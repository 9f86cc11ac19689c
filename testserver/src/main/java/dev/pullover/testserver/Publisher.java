package dev.pullover.testserver;

import dev.pullover.common.message.Verdict;
import dev.pullover.common.queue.MessageSender;
import dev.pullover.common.state.ServersFile;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the other modules: a verdict at each change and often enough in between, and {@code servers.json} likewise. */
final class Publisher {
    private static final Logger log = LoggerFactory.getLogger(Publisher.class);
    private static final long FILE_INTERVAL_NS = TimeUnit.SECONDS.toNanos(1);

    private final MessageSender<Verdict> sender;
    private final ServersFile file;
    private final Duration repeat;
    private final Duration validity;
    private @Nullable Verdict last;
    private long sentNanos;
    private long writtenNanos;
    private boolean fileFails;

    /**
     * @param repeat after which time a verdict is sent again though nothing changed
     * @param validity how long each holds
     */
    Publisher(MessageSender<Verdict> sender, ServersFile file, Duration repeat, Duration validity) {
        this.sender = sender;
        this.file = file;
        this.repeat = repeat;
        this.validity = validity;
    }

    /**
     * Sends and writes what is due.
     *
     * @param urgent whether something changed that must not wait
     * @param nanos now, on the nano-time source
     * @param nowNs now, nanoseconds since 1970 UTC
     */
    void publish(Roster roster, ActiveServer active, Decision decision, boolean urgent, long nanos, long nowNs) {
        Verdict verdict = roster.verdict(decision, nowNs, nowNs + validity.toNanos());
        Verdict before = last;
        boolean changed = before == null
                || !before.servers().equals(verdict.servers())
                || !before.reason().equals(verdict.reason());
        if (changed || nanos - sentNanos >= repeat.toNanos()) {
            sender.send(verdict);
            last = verdict;
            sentNanos = nanos;
        }
        if (changed || urgent || nanos - writtenNanos >= FILE_INTERVAL_NS) {
            writtenNanos = nanos;
            write(roster.content(last, active.lastFailover()));
        }
    }

    private void write(ServersFile.Content content) {
        try {
            file.write(content);
            fileFails = false;
        } catch (IOException e) {
            if (!fileFails) {
                log.error(
                        "servers.json cannot be written, so a restart will not know the present states: {}",
                        e.toString());
            }
            fileFails = true;
        }
    }
}
