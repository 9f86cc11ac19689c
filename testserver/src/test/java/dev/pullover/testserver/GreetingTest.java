package dev.pullover.testserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.common.message.FaultKind;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The life check against servers that greet in all sorts of ways. */
@Timeout(60)
class GreetingTest {
    private static final String HOST = "127.0.0.1";
    /** For servers that say nothing more. */
    private static final Duration TIMEOUT = Duration.ofMillis(300);
    /** For all others, however busy this machine is. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /** No name server is asked for it: a part of a name has at most 63 characters. */
    private static final String NO_SUCH_HOST = "x".repeat(64) + ".invalid";

    private final CountDownLatch done = new CountDownLatch(1);
    private ServerSocket listener;
    private Thread server;

    @BeforeEach
    void listen() throws IOException {
        listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void stop() throws Exception {
        done.countDown();
        listener.close();
        if (server != null) {
            server.join();
        }
    }

    /** Says this to the first client, and then nothing, or hangs up. */
    private void serve(String text, boolean hangUp) {
        server = new Thread(() -> {
            try (Socket client = listener.accept()) {
                OutputStream out = client.getOutputStream();
                out.write(text.getBytes(StandardCharsets.US_ASCII));
                out.flush();
                if (!hangUp) {
                    done.await();
                }
            } catch (IOException e) {
                // The client was faster to leave, or never came.
                return;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        server.start();
    }

    private String greet(Duration timeout) throws IOException {
        try (Greeting greeting = new Greeting(timeout, System::nanoTime)) {
            return greeting.read(HOST, listener.getLocalPort());
        }
    }

    private void assertFails(Duration timeout, FaultKind kind, String text) {
        IOException e = assertThrows(IOException.class, () -> greet(timeout));
        Failures failures = new Failures(HOST + ":22", timeout);
        assertEquals(kind, failures.kind(e), () -> e.toString());
        assertEquals(text, failures.describe(e));
    }

    @Test
    void readsTheGreeting() throws IOException {
        serve("SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n", false);
        assertEquals("SSH-2.0-OpenSSH_9.2p1 Debian-2", greet(PATIENCE));
    }

    @Test
    void skipsLinesBeforeTheGreeting() throws IOException {
        serve("Welcome\r\nto this server\nSSH-2.0-x\r\n", false);
        assertEquals("SSH-2.0-x", greet(PATIENCE));
    }

    @Test
    void refusedConnection() throws IOException {
        listener.close();
        assertFails(PATIENCE, FaultKind.REFUSED, "connection refused by 127.0.0.1:22");
    }

    @Test
    void connectionClosedInsteadOfAGreeting() {
        serve("", true);
        assertFails(PATIENCE, FaultKind.RESET, "connection closed by 127.0.0.1:22");
    }

    @Test
    void silence() {
        serve("", false);
        long start = System.nanoTime();
        assertFails(TIMEOUT, FaultKind.TIMEOUT, "no answer from 127.0.0.1:22 within 300 ms");
        // Sockets count in whole milliseconds.
        assertTrue(System.nanoTime() - start >= TIMEOUT.minusMillis(2).toNanos());
    }

    @Test
    void aGreetingThatDripsIsNoWayAroundTheDeadline() {
        serve("SSH-2.0-never finished", false);
        assertFails(TIMEOUT, FaultKind.TIMEOUT, "no answer from 127.0.0.1:22 within 300 ms");
    }

    @Test
    void anAddressThatIsShutOut() {
        serve("Not allowed at this time\r\n", true);
        assertFails(
                PATIENCE,
                FaultKind.AUTH,
                "127.0.0.1:22: it shuts this address out for a while, after failed logins (sshd's PerSourcePenalties);"
                        + " mend the key, or name this address in its PerSourcePenaltyExemptList");
    }

    @Test
    void somethingElseThanSsh() {
        serve("HTTP/1.1 400 Bad Request\r\n".repeat(1000), false);
        assertFails(PATIENCE, FaultKind.PROTOCOL, "127.0.0.1:22: no SSH server: it does not greet within 8192 bytes");
    }

    @Test
    void anUnknownHost() {
        IOException e = assertThrows(IOException.class, () -> {
            try (Greeting greeting = new Greeting(TIMEOUT, System::nanoTime)) {
                greeting.read(NO_SUCH_HOST, 22);
            }
        });
        Failures failures = new Failures(NO_SUCH_HOST + ":22", TIMEOUT);
        assertEquals(FaultKind.UNREACHABLE, failures.kind(e));
        assertTrue(failures.describe(e).startsWith(NO_SUCH_HOST + ":22 cannot be reached: "), failures.describe(e));
    }

    @Test
    void canBeBrokenOffFromAnotherThread() throws Exception {
        serve("", false);
        Greeting greeting = new Greeting(Duration.ofMinutes(1), System::nanoTime);
        FutureTask<String> read = new FutureTask<>(() -> greeting.read(HOST, listener.getLocalPort()));
        new Thread(read).start();
        greeting.close();
        assertInstanceOf(
                IOException.class,
                assertThrows(ExecutionException.class, read::get).getCause());
    }
}
