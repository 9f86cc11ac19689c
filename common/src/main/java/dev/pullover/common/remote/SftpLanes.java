package dev.pullover.common.remote;

import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections over which the content of large files comes from one server: one, and more where one brings less than the
 * line could. A connection brings its window in each round trip, no more; where that is what it brings, and not less because
 * the line, the server or this machine has no more to give, another one is opened, up to a limit. They are closed when
 * nobody reads a large file any more. Thread-safe.
 */
final class SftpLanes {
    private static final Logger log = LoggerFactory.getLogger(SftpLanes.class);

    /** OpenSSH's window of a channel, and what we have in flight at most of one file. */
    private static final long WINDOW_BYTES = RequestWindow.MAX_BYTES;
    /** A window of which so much is in flight is what holds the connection up: some of it is always on its way to be renewed. */
    private static final double FULL = 0.5;
    /** By so much time a rate is judged. */
    private static final long ROUND_NS = 500_000_000;

    private final Opener opener;
    private final List<SftpChannel> extra = new CopyOnWriteArrayList<>();
    private final SftpChannel first;
    private int limit;
    private int readers;
    private int opening;
    private long roundTripNs = Long.MAX_VALUE;
    private long roundStartNs;
    private long roundBytes;

    /** Opens another connection to the same server. */
    @FunctionalInterface
    interface Opener {
        SftpChannel open() throws IOException;
    }

    /**
     * @param first is open, and not closed by this
     * @param limit how many connections there may be, the first one included
     */
    SftpLanes(SftpChannel first, int limit, Opener opener) {
        this.first = first;
        this.limit = limit;
        this.opener = opener;
    }

    /** Someone begins to read a large file. */
    synchronized void begin() {
        if (readers++ == 0) {
            roundBytes = 0;
            roundStartNs = System.nanoTime();
        }
    }

    /** The same one has ended. */
    synchronized void end() {
        if (--readers == 0) {
            close();
        }
    }

    /** What there is beside the first one, at the moment. */
    List<SftpChannel> extra() {
        return Collections.unmodifiableList(extra);
    }

    /** A small answer took that long: the shortest one is the line's round trip. */
    synchronized void answered(long tookNs) {
        roundTripNs = Math.min(roundTripNs, tookNs);
    }

    /** Content has come, by any of them. */
    synchronized void delivered(int bytes) {
        roundBytes += bytes;
        long now = System.nanoTime();
        long tookNs = now - roundStartNs;
        if (tookNs < ROUND_NS) {
            return;
        }
        int connections = 1 + extra.size();
        if (opening == 0 && wantsMore(connections, roundBytes, tookNs, roundTripNs)) {
            // Twice as many: on a long line, each login takes long.
            startOpening(Math.min(connections, limit - connections));
        }
        roundBytes = 0;
        roundStartNs = now;
    }

    private void startOpening(int count) {
        opening = Math.max(0, count);
        for (int i = 0; i < count; i++) {
            Thread thread = new Thread(this::open, "another-connection-" + first.server());
            thread.setDaemon(true);
            thread.start();
        }
    }

    /** Whether so many connections, that brought so much, were held up by their windows (Little's law). */
    static boolean wantsMore(int connections, long bytes, long tookNs, long roundTripNs) {
        double inFlight = (double) bytes / tookNs * roundTripNs;
        return roundTripNs != Long.MAX_VALUE && inFlight >= FULL * connections * WINDOW_BYTES;
    }

    /** One of them has failed; what others do goes on. No more are opened then. */
    void lost(SftpChannel channel) {
        synchronized (this) {
            extra.remove(channel);
            limit = 1 + extra.size() + opening;
        }
        channel.close();
    }

    /** Closes all but the first one. */
    synchronized void close() {
        extra.forEach(SftpChannel::close);
        extra.clear();
    }

    private void open() {
        try {
            keep(opener.open());
        } catch (IOException | RuntimeException e) {
            synchronized (this) {
                opening--;
                limit = 1 + extra.size() + opening;
            }
            log.debug("no further connection to {}: {}", first.server(), e.toString());
        }
    }

    private synchronized void keep(SftpChannel channel) {
        opening--;
        if (readers == 0) {
            channel.close();
            return;
        }
        extra.add(channel);
        // What came until now was brought by fewer.
        roundBytes = 0;
        roundStartNs = System.nanoTime();
        log.debug("{} connections to {}", 1 + extra.size(), first.server());
    }
}
