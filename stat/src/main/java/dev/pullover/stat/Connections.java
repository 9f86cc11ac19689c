package dev.pullover.stat;

import java.net.SocketAddress;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.reactor.IOSession;
import org.apache.hc.core5.reactor.IOSessionListener;

/**
 * Bounds how many connections are open: when there are too many, the oldest that is no event stream makes room, which is
 * the one of a client that sends nothing or very slowly. Thread-safe.
 */
final class Connections implements IOSessionListener {
    /** Connections open at once. */
    static final int MAX = 256;

    private final Map<SocketAddress, IOSession> open = new LinkedHashMap<>();
    private final Set<SocketAddress> streams = new HashSet<>();

    /** The connection from {@code client} carries an event stream from now on. */
    synchronized void isStream(SocketAddress client) {
        streams.add(client);
    }

    @Override
    public void connected(IOSession session) {
        IOSession tooMuch = null;
        synchronized (this) {
            open.put(session.getRemoteAddress(), session);
            if (open.size() > MAX) {
                tooMuch = takeOldest();
            }
        }
        if (tooMuch != null) {
            tooMuch.close(CloseMode.IMMEDIATE);
        }
    }

    @Override
    public synchronized void disconnected(IOSession session) {
        open.values().remove(session);
        streams.retainAll(open.keySet());
    }

    @Override
    public void startTls(IOSession session) {
        // Plain HTTP only: TLS is a proxy's work.
    }

    @Override
    public void inputReady(IOSession session) {
        // Of no interest here.
    }

    @Override
    public void outputReady(IOSession session) {
        // Of no interest here.
    }

    @Override
    public void timeout(IOSession session) {
        // The connection is closed by its handler.
    }

    @Override
    public void exception(IOSession session, Exception cause) {
        // A client that went away: nothing to tell.
    }

    private IOSession takeOldest() {
        Iterator<Map.Entry<SocketAddress, IOSession>> all = open.entrySet().iterator();
        Map.Entry<SocketAddress, IOSession> oldest = all.next();
        while (streams.contains(oldest.getKey()) && all.hasNext()) {
            oldest = all.next();
        }
        all.remove();
        return oldest.getValue();
    }
}
