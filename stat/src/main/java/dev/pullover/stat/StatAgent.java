package dev.pullover.stat;

import dev.pullover.common.ExitCode;
import dev.pullover.common.ModuleName;
import dev.pullover.common.PulloverException;
import dev.pullover.common.config.ListenAddress;
import dev.pullover.common.message.Channel;
import dev.pullover.common.message.StatUpdate;
import dev.pullover.common.metrics.Counter;
import dev.pullover.common.module.Agent;
import dev.pullover.common.module.ModuleContext;
import dev.pullover.common.queue.MessageReader;
import dev.pullover.common.state.ServersFile;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what the modules report and writes it to the database, at most once a second while running; every ten seconds
 * the history and the text file, if there was anything new. Serves the page where that is wished.
 */
final class StatAgent implements Agent {
    private static final Logger log = LoggerFactory.getLogger(StatAgent.class);
    private static final long WRITE_INTERVAL_NS = TimeUnit.SECONDS.toNanos(1);
    private static final long HISTORY_INTERVAL_NS = TimeUnit.SECONDS.toNanos(Resolution.FINE.seconds());
    private static final long SERVER_RETRY_NS = TimeUnit.SECONDS.toNanos(10);
    /** Messages in one transaction; while it cannot be written, more stay in the queues. */
    static final int MAX_PENDING = 4096;

    private final ModuleContext context;
    private final StatDatabase database;
    private final MessageReader<StatUpdate> reader;
    private final Pending pending = new Pending();
    private final History history;
    private final Optional<TextFile> textFile;
    private final ServersFile serversFile;
    private @Nullable StatusServer server;
    private long serverTriedNs;
    private boolean serverFails;
    private long lastHistoryNs;
    private long serverChanges;
    private boolean unrecorded;
    private long lastWriteNs;
    private long updates;
    private long lostBefore;
    private boolean failing;

    StatAgent(ModuleContext context, StatDatabase database) {
        this.context = context;
        this.database = database;
        this.history = new History(database);
        this.textFile = context.config().stat().textfile().map(TextFile::new);
        this.serversFile = new ServersFile(context.state());
        this.reader = context.bus().reader(Channel.STAT, database.positions());
        this.lastWriteNs = context.nanoTime().getAsLong() - WRITE_INTERVAL_NS;
        this.lastHistoryNs = lastWriteNs;
        this.serverTriedNs = lastWriteNs - SERVER_RETRY_NS;
    }

    @Override
    public int doWork() {
        int taken = take();
        long now = context.nanoTime().getAsLong();
        if (pending.messages() > 0 && now - lastWriteNs >= WRITE_INTERVAL_NS) {
            write();
        }
        if (unrecorded && now - lastHistoryNs >= HISTORY_INTERVAL_NS) {
            record();
        }
        context.config().stat().listen().ifPresent(listen -> serve(listen, now));
        return taken;
    }

    @Override
    public ExitCode pass() {
        int taken;
        do {
            taken = take();
            if (!write()) {
                return ExitCode.FAILURE;
            }
        } while (taken > 0 && !context.stopping().getAsBoolean());
        return record() ? ExitCode.OK : ExitCode.FAILURE;
    }

    @Override
    public long idleNs() {
        long now = context.nanoTime().getAsLong();
        if (pending.messages() > 0) {
            return failing ? WRITE_INTERVAL_NS : Math.max(1, WRITE_INTERVAL_NS - (now - lastWriteNs));
        }
        if (context.config().stat().listen().isPresent()) {
            return WRITE_INTERVAL_NS;
        }
        return unrecorded ? Math.max(1, HISTORY_INTERVAL_NS - (now - lastHistoryNs)) : Long.MAX_VALUE;
    }

    @Override
    public void finish() {
        pass();
    }

    @Override
    public void close() {
        if (server != null) {
            server.close();
        }
        if (pending.messages() > 0) {
            write();
        }
        reader.close();
        database.close();
    }

    /** A page that cannot be served must not keep from counting. A pass for cron has none. */
    private void serve(ListenAddress listen, long now) {
        StatusServer running = server;
        if (running != null) {
            running.alive();
        } else if (now - serverTriedNs >= SERVER_RETRY_NS) {
            serverTriedNs = now;
            try {
                server = new StatusServer(context, listen);
                serverFails = false;
            } catch (PulloverException e) {
                if (!serverFails) {
                    log.error("page not served, tried again: {}", e.getMessage());
                }
                serverFails = true;
            }
        }
    }

    private int take() {
        int room = (int) (MAX_PENDING - pending.messages());
        return room == 0 ? 0 : reader.poll(room, (writer, update) -> take(update));
    }

    private void take(StatUpdate update) {
        pending.add(update, context.nowNs());
        // Not stat's own: each would change the counter that the next one reports, so that there was never rest.
        if (update.module() != ModuleName.STAT) {
            updates++;
        }
    }

    /** Writes what is pending, or keeps it for the next time. */
    private boolean write() {
        lastWriteNs = context.nanoTime().getAsLong();
        try {
            database.count(pending, reader.positions(), context.nowNs());
        } catch (PulloverException e) {
            if (!failing) {
                log.error("stat.db not written, tried again: {}", e.getMessage());
            }
            failing = true;
            return false;
        }
        if (failing) {
            log.info("stat.db is written again");
        }
        failing = false;
        written();
        return true;
    }

    /** Writes history and text file, of what the database and copylist's database say now. */
    private boolean record() {
        lastHistoryNs = context.nanoTime().getAsLong();
        unrecorded = false;
        try {
            Snapshot snapshot = Snapshot.read(context.state(), context.nowNs());
            history.record(snapshot.figures(), snapshot.nowNs());
            textFile.ifPresent(file -> file.write(snapshot));
            return true;
        } catch (PulloverException e) {
            log.error("history not written, tried again: {}", e.getMessage());
            return false;
        }
    }

    /** The file remembers the last changes of each server, the database many more. */
    private void keepEvents() {
        try {
            Optional<ServersFile.Content> content = serversFile.read();
            if (content.isPresent()) {
                database.keep(Event.of(content.get()));
            }
        } catch (IOException | PulloverException e) {
            log.warn("changes of servers not kept: {}", e.toString());
        }
    }

    private void written() {
        // Only a page shows them; reading the file would load what a quiet stat does without.
        if (server != null && pending.changes() != serverChanges) {
            serverChanges = pending.changes();
            keepEvents();
        }
        unrecorded = true;
        pending.clear();
        reader.deletePassed();
        context.counters().add(Counter.STAT_UPDATES, updates);
        updates = 0;
        long lost = reader.lost();
        context.counters().add(Counter.STAT_UPDATES_LOST, lost - lostBefore);
        lostBefore = lost;
    }
}
