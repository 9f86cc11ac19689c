package dev.pullover.common.state;

import dev.pullover.common.config.ServerConfig;
import dev.pullover.common.message.Channel;
import dev.pullover.common.message.ServerState;
import dev.pullover.common.message.Verdict;
import dev.pullover.common.queue.MessageReader;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What testserver last said, for those who pull: from the queue; when that has expired, from {@code servers.json}; where
 * there is neither, the servers in the order of the configuration. An old verdict is better than none, because a real
 * transfer finds out soon enough: it is used, and said to be old. One thread.
 */
public final class VerdictSource implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(VerdictSource.class);
    private static final int POLL_LIMIT = 1000;
    private static final long GRACE_NS = TimeUnit.SECONDS.toNanos(15);

    private final MessageReader<Verdict> reader;
    private final ServersFile file;
    private final List<ServerConfig> servers;
    private final LongSupplier nowNs;
    private @Nullable Verdict last;
    private long freshNs;
    private boolean toldOld;

    /**
     * @param reader of {@link Channel#VERDICT}, closed with this
     * @param file where testserver keeps its last verdict
     * @param servers of the configuration, in order
     * @param nowNs wall clock, nanoseconds since 1970 UTC
     */
    public VerdictSource(
            MessageReader<Verdict> reader, ServersFile file, List<ServerConfig> servers, LongSupplier nowNs) {
        this.reader = reader;
        this.file = file;
        this.servers = List.copyOf(servers);
        this.nowNs = nowNs;
    }

    /** The newest verdict. Never without servers; not all of them need be usable. */
    public Verdict current() {
        while (reader.poll(POLL_LIMIT, (writer, verdict) -> last = verdict) == POLL_LIMIT) {
            // Only the newest counts.
        }
        Verdict known = last;
        if (known == null || !known.holdsAt(nowNs.getAsLong())) {
            known = newer(known, fromFile());
            last = known;
        }
        tellAge(known);
        return known == null ? configuredOrder() : known;
    }

    @Override
    public void close() {
        reader.close();
    }

    private @Nullable Verdict fromFile() {
        try {
            return file.read().map(ServersFile.Content::verdict).orElse(null);
        } catch (IOException e) {
            log.warn("servers.json cannot be read: {}", e.toString());
            return null;
        }
    }

    private static @Nullable Verdict newer(@Nullable Verdict a, @Nullable Verdict b) {
        return a == null || (b != null && b.timeNs() > a.timeNs()) ? b : a;
    }

    /** After a start of all modules, the first verdict takes a moment: nothing to worry about. */
    private void tellAge(@Nullable Verdict known) {
        long now = nowNs.getAsLong();
        if (freshNs == 0 || (known != null && known.holdsAt(now))) {
            freshNs = now;
            toldOld = false;
        } else if (!toldOld && now - freshNs > GRACE_NS) {
            log.warn("no fresh verdict on the servers: is testserver running? Going on with the last one");
            toldOld = true;
        }
    }

    private Verdict configuredOrder() {
        List<Verdict.Choice> choices = servers.stream()
                .map(server -> new Verdict.Choice(server.name(), ServerState.UNKNOWN, "", 0))
                .toList();
        return new Verdict(0, 0, "not checked yet: in the order of the configuration", choices);
    }

    /** The configuration of a server that a verdict names, if it is still configured. */
    public Optional<ServerConfig> config(String name) {
        return servers.stream().filter(server -> server.name().equals(name)).findFirst();
    }
}
