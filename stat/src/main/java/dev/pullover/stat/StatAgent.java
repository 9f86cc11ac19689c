package dev.pullover.stat;

import dev.pullover.common.ExitCode;
import dev.pullover.common.ModuleName;
import dev.pullover.common.PulloverException;
import dev.pullover.common.message.Channel;
import dev.pullover.common.message.StatUpdate;
import dev.pullover.common.metrics.Counter;
import dev.pullover.common.module.Agent;
import dev.pullover.common.module.ModuleContext;
import dev.pullover.common.queue.MessageReader;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads what the modules report and writes it to the database, at most once a second while running. */
final class StatAgent implements Agent {
    private static final Logger log = LoggerFactory.getLogger(StatAgent.class);
    private static final long WRITE_INTERVAL_NS = TimeUnit.SECONDS.toNanos(1);
    /** Messages in one transaction; while it cannot be written, more stay in the queues. */
    static final int MAX_PENDING = 4096;

    private final ModuleContext context;
    private final StatDatabase database;
    private final MessageReader<StatUpdate> reader;
    private final Pending pending = new Pending();
    private long lastWriteNs;
    private long updates;
    private long lostBefore;
    private boolean failing;
    private boolean begun;

    StatAgent(ModuleContext context, StatDatabase database) {
        this.context = context;
        this.database = database;
        this.reader = context.bus().reader(Channel.STAT, database.positions());
        this.lastWriteNs = context.nanoTime().getAsLong() - WRITE_INTERVAL_NS;
    }

    @Override
    public int doWork() {
        if (!begun) {
            begun = true;
            warnOfListen();
        }
        int taken = take();
        if (pending.messages() > 0 && context.nanoTime().getAsLong() - lastWriteNs >= WRITE_INTERVAL_NS) {
            write();
        }
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
        return ExitCode.OK;
    }

    @Override
    public long idleNs() {
        long sinceWrite = context.nanoTime().getAsLong() - lastWriteNs;
        return pending.messages() > 0 && !failing ? Math.max(1, WRITE_INTERVAL_NS - sinceWrite) : WRITE_INTERVAL_NS;
    }

    @Override
    public void finish() {
        pass();
    }

    @Override
    public void close() {
        if (pending.messages() > 0) {
            write();
        }
        reader.close();
        database.close();
    }

    private void warnOfListen() {
        if (context.config().stat().listen().isPresent()) {
            log.warn("stat: [stat] listen is set, but this version serves no page yet");
        }
    }

    private int take() {
        int room = (int) (MAX_PENDING - pending.messages());
        return room == 0 ? 0 : reader.poll(room, (writer, update) -> take(update));
    }

    private void take(StatUpdate update) {
        pending.add(update);
        // Not stat's own: each would change the counter that the next one reports, so that there was never rest.
        if (update.module() != ModuleName.STAT) {
            updates++;
        }
    }

    /** Writes what is pending, or keeps it for the next time. */
    private boolean write() {
        lastWriteNs = context.nanoTime().getAsLong();
        try {
            database.count(pending, reader.positions());
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

    private void written() {
        pending.clear();
        reader.deletePassed();
        context.counters().add(Counter.STAT_UPDATES, updates);
        updates = 0;
        long lost = reader.lost();
        context.counters().add(Counter.STAT_UPDATES_LOST, lost - lostBefore);
        lostBefore = lost;
    }
}
