package dev.pullover.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The proxy before a server that sends back all it gets. */
@Timeout(60)
class FaultProxyTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int SILENCE_MS = 200;

    private ServerSocket echo;
    private FaultProxy proxy;

    @BeforeEach
    void start() throws IOException {
        echo = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        daemon(() -> {
            while (true) {
                Socket client = echo.accept();
                daemon(() -> {
                    try (client) {
                        client.getInputStream().transferTo(client.getOutputStream());
                    }
                });
            }
        });
        proxy = FaultProxy.before(echo.getLocalPort());
    }

    @AfterEach
    void stop() throws IOException {
        proxy.close();
        echo.close();
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void daemon(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException e) {
                // The end of the test, or of the connection.
                return;
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private Socket connect() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), proxy.port());
    }

    private static void assertEchoes(Socket client, int value) throws IOException {
        client.getOutputStream().write(value);
        assertEquals(value, client.getInputStream().read());
    }

    private static byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        new Random(count).nextBytes(bytes);
        return bytes;
    }

    /** Sends from a thread of its own, and then says that there is no more. */
    private static void send(Socket client, byte[] content) {
        daemon(() -> {
            client.getOutputStream().write(content);
            client.shutdownOutput();
        });
    }

    /** How much comes until the end; a reset is an exception only for one of those who read and write. */
    private static long arrives(Socket from) {
        long count = 0;
        try {
            byte[] buffer = new byte[1000];
            for (int n = 0; n >= 0; n = from.getInputStream().read(buffer)) {
                count += n;
            }
        } catch (IOException e) {
            return count;
        }
        return count;
    }

    @Test
    void carriesEverythingAndTheEndOfIt() throws IOException {
        byte[] content = bytes(5_000_000);
        try (Socket client = connect()) {
            send(client, content);
            assertArrayEquals(content, client.getInputStream().readAllBytes());
        }
        assertEquals(1, proxy.accepted());
        assertEquals(content.length, proxy.received());
        Await.until(PATIENCE, "the connection is forgotten", () -> proxy.open() == 0);
    }

    @Test
    void countsHowOftenAClientWaitsForAnAnswer() throws IOException {
        AtomicLong observed = new AtomicLong();
        proxy.observe((fromServer, bytes, nanoTime) -> observed.addAndGet(fromServer ? bytes : 0));
        try (Socket client = connect()) {
            for (int round = 1; round <= 5; round++) {
                assertEchoes(client, round);
                assertEquals(round, proxy.turns());
            }
        }
        assertEquals(5, proxy.sent());
        assertEquals(5, observed.get());
    }

    @Test
    void refusesNewConnectionsWhileOpenOnesGoOnUntilItHeals() throws IOException {
        try (Socket open = connect()) {
            assertEchoes(open, 1);
            proxy.refuse();
            assertThrows(ConnectException.class, this::connect);
            assertEchoes(open, 2);
            proxy.heal();
            try (Socket other = connect()) {
                assertEchoes(other, 3);
            }
            assertEchoes(open, 4);
        }
    }

    @Test
    void cutsOpenConnectionsAndTakesNewOnes() throws IOException {
        try (Socket open = connect()) {
            assertEchoes(open, 1);
            proxy.cut();
            assertThrows(SocketException.class, () -> open.getInputStream().read());
        }
        try (Socket other = connect()) {
            assertEchoes(other, 2);
        }
    }

    @Test
    void cutsInTheMiddleOnce() throws IOException {
        proxy.cutAfter(100_000);
        try (Socket open = connect()) {
            send(open, bytes(1_000_000));
            assertTrue(arrives(open) < 1_000_000);
        }
        assertTrue(proxy.received() >= 100_000 && proxy.received() < 1_000_000, () -> "received " + proxy.received());
        try (Socket other = connect()) {
            send(other, bytes(1_000_000));
            assertArrayEquals(bytes(1_000_000), other.getInputStream().readAllBytes());
        }
    }

    @Test
    void isSilentWhileStalledAndLosesNothing() throws IOException {
        try (Socket open = connect()) {
            assertEchoes(open, 1);
            proxy.stall();
            open.getOutputStream().write(2);
            open.setSoTimeout(SILENCE_MS);
            assertThrows(
                    SocketTimeoutException.class, () -> open.getInputStream().read());
            try (Socket other = connect()) {
                other.setSoTimeout(SILENCE_MS);
                other.getOutputStream().write(3);
                assertThrows(SocketTimeoutException.class, () -> other.getInputStream()
                        .read());
                proxy.heal();
                other.setSoTimeout(0);
                assertEquals(3, other.getInputStream().read());
            }
            open.setSoTimeout(0);
            assertEquals(2, open.getInputStream().read());
        }
    }

    @Test
    void delaysBothDirections() throws IOException {
        proxy.delay(Duration.ofMillis(100));
        try (Socket client = connect()) {
            long start = System.nanoTime();
            assertEchoes(client, 1);
            assertTrue(System.nanoTime() - start >= Duration.ofMillis(200).toNanos());
        }
    }

    @Test
    void limitsAllConnectionsTogether() throws IOException {
        proxy.limit(1_000_000);
        byte[] content = bytes(200_000);
        long start = System.nanoTime();
        try (Socket one = connect();
                Socket two = connect()) {
            send(one, content);
            send(two, content);
            assertArrayEquals(content, one.getInputStream().readAllBytes());
            assertArrayEquals(content, two.getInputStream().readAllBytes());
        }
        assertTrue(System.nanoTime() - start >= Duration.ofMillis(400).toNanos());
    }
}
