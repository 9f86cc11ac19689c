package dev.pullover.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A relay on 127.0.0.1 in front of a TCP server, which breaks the line in all the ways that lines break: it refuses, cuts,
 * swallows, delays, limits. Thread-safe.
 *
 * <pre>{@code
 * try (FaultProxy proxy = FaultProxy.before(server.port())) {
 *     // clients connect to proxy.port()
 *     proxy.cutAfter(100_000);
 * }
 * }</pre>
 */
public final class FaultProxy implements AutoCloseable {
    private static final int BACKLOG = 128;
    private static final long NEVER = Long.MAX_VALUE;

    private final InetSocketAddress target;
    private final Set<ProxiedConnection> connections = ConcurrentHashMap.newKeySet();
    private final AtomicLong accepted = new AtomicLong();
    private final AtomicLong received = new AtomicLong();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong turns = new AtomicLong();
    private final AtomicLong bytesUntilCut = new AtomicLong(NEVER);
    private final Line line = new Line();
    private volatile Observer observer = (fromServer, bytes, nanoTime) -> {};
    private final int port;
    private ServerSocket listener;
    private Thread acceptor;

    private FaultProxy(InetSocketAddress target) throws IOException {
        this.target = target;
        this.listener = FreePort.listen(BACKLOG);
        this.port = listener.getLocalPort();
        this.acceptor = listen(listener);
    }

    /** A relay to a port of 127.0.0.1. */
    public static FaultProxy before(int port) throws IOException {
        return new FaultProxy(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    /** Where clients connect, on 127.0.0.1; the same as long as this lives. */
    public int port() {
        return port;
    }

    /** Connections taken so far. */
    public long accepted() {
        return accepted.get();
    }

    /** Connections open now. */
    public int open() {
        return connections.size();
    }

    /** Bytes that came from the server so far, whether or not they were passed on. */
    public long received() {
        return received.get();
    }

    /** Bytes that came from clients so far. */
    public long sent() {
        return sent.get();
    }

    /**
     * How often a client spoke after its server had: as many round trips as a connection waits for one after the other, and
     * more than that where answers come while further requests are on their way.
     */
    public long turns() {
        return turns.get();
    }

    /** Tells of all that comes from now on. */
    public void observe(Observer told) {
        observer = told;
    }

    /** Told of bytes as they come, by several threads at once. */
    @FunctionalInterface
    public interface Observer {
        /**
         * Some bytes came.
         *
         * @param fromServer whether from the server, else from a client
         * @param bytes how many
         * @param nanoTime when, by {@link System#nanoTime}
         */
        void passed(boolean fromServer, int bytes, long nanoTime);
    }

    /** From now on new connections are refused; open ones go on. */
    public synchronized void refuse() {
        try {
            listener.close();
            // As long as a thread is in accept(), the kernel goes on taking connections.
            acceptor.join();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Resets all open connections. */
    public void cut() {
        connections.forEach(ProxiedConnection::reset);
    }

    /** Once that many more bytes have come from the server, the connection that brought the last of them is reset. */
    public void cutAfter(long bytes) {
        bytesUntilCut.set(bytes);
    }

    /** From now on nothing passes: connections are taken and stay open, and are silent. */
    public void stall() {
        line.stall(true);
    }

    /** From now on everything arrives that much later, in either direction. */
    public void delay(Duration each) {
        line.delay(each);
    }

    /** From now on all connections together bring at most that many bytes a second from the server. */
    public void limit(long bytesPerSecond) {
        line.limit(bytesPerSecond);
    }

    /** All is well again: what was stalled arrives, what was cut stays cut. */
    public synchronized void heal() throws IOException {
        bytesUntilCut.set(NEVER);
        line.heal();
        if (listener.isClosed()) {
            listener = new ServerSocket(port, BACKLOG, InetAddress.getLoopbackAddress());
            acceptor = listen(listener);
        }
    }

    /** Refuses and resets everything, for good. */
    @Override
    public void close() {
        refuse();
        cut();
        line.close();
    }

    /** Takes notice of bytes from the server, and cuts the connection if they are the fatal ones. */
    void received(ProxiedConnection by, int bytes) {
        observer.passed(true, bytes, System.nanoTime());
        received.addAndGet(bytes);
        long before = bytesUntilCut.getAndUpdate(left -> left == NEVER ? NEVER : left <= bytes ? NEVER : left - bytes);
        if (before != NEVER && before <= bytes) {
            by.reset();
        }
    }

    /**
     * Takes notice of bytes from a client.
     *
     * @param turn whether they are the first since the server spoke
     */
    void sent(int bytes, boolean turn) {
        observer.passed(false, bytes, System.nanoTime());
        sent.addAndGet(bytes);
        if (turn) {
            turns.incrementAndGet();
        }
    }

    Line line() {
        return line;
    }

    void forget(ProxiedConnection ended) {
        connections.remove(ended);
    }

    private Thread listen(ServerSocket from) {
        Thread thread = new Thread(() -> accept(from), "fault-proxy-" + port);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void accept(ServerSocket from) {
        while (true) {
            try {
                relay(from.accept());
            } catch (IOException e) {
                // Closed: refused from now on.
                return;
            }
        }
    }

    private void relay(Socket client) {
        accepted.incrementAndGet();
        ProxiedConnection connection = new ProxiedConnection(this, client);
        connections.add(connection);
        connection.start(target);
    }
}
