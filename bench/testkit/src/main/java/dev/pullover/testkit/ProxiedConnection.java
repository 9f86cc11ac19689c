package dev.pullover.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/** One connection through a {@link FaultProxy}: for each direction, a thread that receives and one that passes on. */
final class ProxiedConnection {
    private static final int CHUNK_BYTES = 32 * 1024;
    /** On their way in one direction, at most: more than any peer sends unasked, else a delay would also be a limit. */
    private static final int MAX_BYTES_ON_THE_WAY = 32 * 1024 * 1024;

    private final FaultProxy proxy;
    private final Socket client;
    private final Socket server = new Socket();
    /** Whether the client spoke last. */
    private final AtomicBoolean clientSpoke = new AtomicBoolean();

    private final List<Thread> threads = new CopyOnWriteArrayList<>();

    ProxiedConnection(FaultProxy proxy, Socket client) {
        this.proxy = proxy;
        this.client = client;
    }

    /** Connects to the server and begins to relay. A server that refuses looks to the client like one that hangs up. */
    void start(InetSocketAddress target) {
        run("connect", () -> {
            server.connect(target);
            // What comes is passed on as it came, not gathered: whether to do that is for those who speak to decide.
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            pump(client, server, false);
            pump(server, client, true);
        });
    }

    /** Ends both sides at once, so that they are told of it as a reset. */
    void reset() {
        abort(client);
        abort(server);
        threads.forEach(Thread::interrupt);
        proxy.forget(this);
    }

    private void pump(Socket from, Socket to, boolean fromServer) throws IOException {
        Way way = new Way(new LinkedBlockingQueue<>(), new Semaphore(MAX_BYTES_ON_THE_WAY));
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        run("receive", () -> receive(in, way, fromServer));
        run("pass on", () -> passOn(way, out, to, fromServer));
    }

    private void receive(InputStream in, Way way, boolean fromServer) throws IOException, InterruptedException {
        byte[] buffer = new byte[CHUNK_BYTES];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            if (fromServer) {
                clientSpoke.set(false);
                proxy.received(this, n);
            } else {
                proxy.sent(n, !clientSpoke.getAndSet(true));
            }
            way.enter(new Chunk(Arrays.copyOf(buffer, n), proxy.line().arrival()));
        }
        way.enter(new Chunk(new byte[0], proxy.line().arrival()));
    }

    private void passOn(Way way, OutputStream out, Socket to, boolean fromServer)
            throws IOException, InterruptedException {
        boolean ended = false;
        while (!ended) {
            Chunk chunk = way.chunks.take();
            proxy.line().carry(chunk.arrivalNanos, fromServer ? chunk.bytes.length : 0);
            out.write(chunk.bytes);
            way.room.release(chunk.bytes.length);
            ended = chunk.bytes.length == 0;
        }
        to.shutdownOutput();
        if (client.isOutputShutdown() && server.isOutputShutdown()) {
            client.close();
            server.close();
            proxy.forget(this);
        }
    }

    private void run(String what, Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException e) {
                        reset();
                    } catch (InterruptedException e) {
                        // Reset: nothing is passed on any more.
                        return;
                    }
                },
                "fault-proxy-" + what);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    private static void abort(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            // It is closed already.
            return;
        }
    }

    private record Chunk(byte[] bytes, long arrivalNanos) {}

    /** What is on its way in one direction. */
    private record Way(BlockingQueue<Chunk> chunks, Semaphore room) {
        void enter(Chunk chunk) throws InterruptedException {
            room.acquire(chunk.bytes.length);
            chunks.put(chunk);
        }
    }

    private interface Work {
        void run() throws IOException, InterruptedException;
    }
}
