package dev.pullover.log;

import dev.pullover.common.config.LogForward;
import dev.pullover.common.message.LogLine;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends lines to a syslog daemon, on a thread of its own: nobody ever waits for that daemon. What finds no room while it is
 * away or slow is dropped and counted; the files have it.
 */
final class Forwarder implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Forwarder.class);
    /** Lines that may wait. */
    private static final int CAPACITY = 10_000;

    private static final long RETRY_MS = 2000;
    private static final long CLOSE_TIMEOUT_MS = 1000;

    private final LogForward target;
    private final SyslogFormat format;
    private final BlockingQueue<LogLine> waiting = new ArrayBlockingQueue<>(CAPACITY);
    private final AtomicLong dropped = new AtomicLong();
    private final Thread thread;
    private volatile boolean closing;
    private volatile @Nullable SyslogLink link;
    private boolean failing;

    private Forwarder(LogForward target, String host) {
        this.target = target;
        this.format = new SyslogFormat(host);
        this.thread = new Thread(this::run, "forward");
        thread.setDaemon(true);
    }

    /** @param host name of this machine, for the messages */
    static Forwarder start(LogForward target, String host) {
        Forwarder forwarder = new Forwarder(target, host);
        forwarder.thread.start();
        return forwarder;
    }

    /** Takes lines for sending; returns at once. */
    void forward(List<LogLine> lines) {
        for (LogLine line : lines) {
            if (!waiting.offer(line)) {
                dropped.incrementAndGet();
            }
        }
    }

    /** Lines dropped since this was last asked. */
    long takeDropped() {
        return dropped.getAndSet(0);
    }

    /** Sends what waits, within a bounded time. */
    @Override
    public void close() {
        closing = true;
        try {
            for (long waited = 0; waited < CLOSE_TIMEOUT_MS && !waiting.isEmpty() && !failing; waited += 10) {
                TimeUnit.MILLISECONDS.sleep(10);
            }
            thread.interrupt();
            thread.join(CLOSE_TIMEOUT_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        // A write that hangs ends with its socket.
        disconnect();
    }

    private void run() {
        try {
            while (!closing || !waiting.isEmpty()) {
                LogLine line = waiting.take();
                if (!send(line)) {
                    dropped.incrementAndGet();
                    TimeUnit.MILLISECONDS.sleep(RETRY_MS);
                }
            }
        } catch (InterruptedException e) {
            // Only close() interrupts.
            dropped.addAndGet(waiting.size());
        }
    }

    /** Also connects, if need be. A connection that has broken unnoticed is made anew once. */
    private boolean send(LogLine line) {
        byte[] message = format.format(line);
        boolean fresh = link == null;
        IOException failure = trySend(message);
        if (failure != null && !fresh) {
            failure = trySend(message);
        }
        tell(failure);
        return failure == null;
    }

    private @Nullable IOException trySend(byte[] message) {
        try {
            SyslogLink open = link;
            if (open == null) {
                open = SyslogLink.open(target);
                link = open;
            }
            open.send(message);
            if (waiting.isEmpty()) {
                open.flush();
            }
            return null;
        } catch (IOException e) {
            disconnect();
            return e;
        }
    }

    private void tell(@Nullable IOException failure) {
        if (failure != null && !failing) {
            log.warn("{} takes no lines, which are dropped there, not in the files: {}", target, failure.getMessage());
        } else if (failure == null && failing) {
            log.info("{} takes lines again", target);
        }
        failing = failure != null;
    }

    private void disconnect() {
        SyslogLink open = link;
        link = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                log.debug("{} not closed: {}", target, e.getMessage());
            }
        }
    }
}
