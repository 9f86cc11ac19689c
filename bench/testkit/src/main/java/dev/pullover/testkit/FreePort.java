package dev.pullover.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports to listen on later, or again after a pause. They lie below those that Linux gives to outgoing connections by itself
 * (from 32,768 on, {@code net.ipv4.ip_local_port_range}): one of these can be taken at any moment by a test beside this one, and
 * a client that tries a closed one again and again connects to itself in the end.
 */
public final class FreePort {
    private static final int FIRST = 12_000;
    private static final int PAST_LAST = 32_000;
    private static final int ATTEMPTS = 100;

    private FreePort() {}

    /** A port of 127.0.0.1 on which nothing listens now. */
    public static int pick() throws IOException {
        try (ServerSocket socket = listen(1)) {
            return socket.getLocalPort();
        }
    }

    /** Listens on a port of 127.0.0.1. */
    static ServerSocket listen(int backlog) throws IOException {
        for (int attempt = 1; ; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, PAST_LAST);
            try {
                return new ServerSocket(port, backlog, InetAddress.getLoopbackAddress());
            } catch (IOException e) {
                if (attempt == ATTEMPTS) {
                    throw new IOException("no free port in " + ATTEMPTS + " attempts", e);
                }
            }
        }
    }
}
