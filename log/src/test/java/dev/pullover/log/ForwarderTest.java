package dev.pullover.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pullover.common.ModuleName;
import dev.pullover.common.config.LogForward;
import dev.pullover.common.message.LogLevel;
import dev.pullover.common.message.LogLine;
import dev.pullover.common.metrics.Counter;
import dev.pullover.testkit.Await;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** To real sockets of this machine. */
@Timeout(120)
class ForwarderTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final long TIME_NS = 1_795_266_202_417_123_456L;

    @TempDir
    Path root;

    @Test
    void messagesAreThoseOfRfc5424() {
        SyslogFormat format = new SyslogFormat("replica1");
        assertEquals(
                "<27>1 2026-11-21T13:03:22.417123Z replica1 pullover-copylist 48211 PLV-COPY-012 - é\\nx",
                text(format.format(line("é\nx").about(3012, "", ""))));
        assertEquals(
                "<27>1 2026-11-21T13:03:22.417123Z - pullover-copylist 48211 - - x",
                text(new SyslogFormat("\n").format(line("x"))));
    }

    @Test
    void overUdp() throws IOException {
        try (DatagramSocket daemon = new DatagramSocket(0, InetAddress.getLoopbackAddress());
                Forwarder forwarder = forwarder(LogForward.Kind.UDP, daemon.getLocalPort())) {
            forwarder.forward(List.of(line("one"), line("two")));
            DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
            for (String expected : List.of("one", "two")) {
                daemon.receive(packet);
                String got = new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
                assertTrue(got.endsWith("- - " + expected), got);
            }
        }
    }

    @Test
    void overTcpAlsoAfterTheDaemonWasRestarted() throws IOException {
        try (ServerSocket daemon = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                Forwarder forwarder = forwarder(LogForward.Kind.TCP, daemon.getLocalPort())) {
            forwarder.forward(List.of(line("é one"), line("two")));
            try (Socket connection = daemon.accept()) {
                assertTrue(frame(connection.getInputStream()).endsWith("- - é one"));
                assertTrue(frame(connection.getInputStream()).endsWith("- - two"));
            }
            // A connection that the other side has closed takes what is sent first, and tells of it later.
            int[] sent = {0};
            daemon.setSoTimeout(100);
            List<Socket> accepted = new ArrayList<>();
            Await.until(TIMEOUT, "connects again", () -> {
                forwarder.forward(List.of(line("after " + sent[0]++)));
                try {
                    return accepted.add(daemon.accept());
                } catch (IOException e) {
                    return false;
                }
            });
            try (Socket connection = accepted.get(0)) {
                assertTrue(frame(connection.getInputStream()).contains("- - after "));
            }
        }
    }

    @Test
    void aDaemonThatTakesNothingHoldsNobodyUpAndWhatIsDroppedIsCounted() throws IOException {
        try (ServerSocket daemon = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                Forwarder forwarder = forwarder(LogForward.Kind.TCP, daemon.getLocalPort())) {
            List<LogLine> many = new ArrayList<>();
            for (int i = 0; i < 200_000; i++) {
                many.add(line("x".repeat(120)));
            }
            long start = System.nanoTime();
            forwarder.forward(many);
            assertTrue(System.nanoTime() - start < TimeUnit.SECONDS.toNanos(20));
            assertTrue(forwarder.takeDropped() > 100_000);
        }
    }

    /** Python has the datagram sockets that Java lacks. */
    @Test
    void toADatagramSocketOfThisMachine() throws Exception {
        assumeTrue(
                Files.exists(Path.of("/usr/bin/python3")) || "true".equals(System.getenv("CI")),
                "SKIPPED: no python3, so no /dev/log is tested");
        Path socket = root.resolve("log");
        Process daemon = new ProcessBuilder(
                        "/usr/bin/python3",
                        "-c",
                        "import socket,sys\ns=socket.socket(socket.AF_UNIX,socket.SOCK_DGRAM)\ns.bind(sys.argv[1])\n"
                                + "print('ready',flush=True)\nfor i in range(2): print(s.recv(4096).decode(),flush=True)",
                        socket.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader out = daemon.inputReader(StandardCharsets.UTF_8);
                Forwarder forwarder =
                        Forwarder.start(new LogForward(LogForward.Kind.UNIX, socket, "", 0), "replica1")) {
            assertEquals("ready", out.readLine());
            forwarder.forward(List.of(line("é one"), line("two")));
            assertTrue(out.readLine().endsWith("replica1 pullover-copylist 48211 - - é one"));
            assertTrue(out.readLine().endsWith("- - two"));
        } finally {
            daemon.destroyForcibly();
        }
    }

    @Test
    void theAgentForwardsWhatItHasWrittenAndCountsWhatNobodyTook() throws IOException {
        try (DatagramSocket daemon = new DatagramSocket(0, InetAddress.getLoopbackAddress());
                LogFixture fixture =
                        new LogFixture(root, "forward = \"udp:127.0.0.1:" + daemon.getLocalPort() + "\"")) {
            fixture.send(ModuleName.COPYLIST, "hello");
            fixture.pass();
            DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
            daemon.receive(packet);
            assertTrue(new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8).endsWith("hello"));
            assertEquals(List.of("hello"), fixture.allTexts());
            assertEquals(0, fixture.counters.get(Counter.LOG_LINES_NOT_FORWARDED));
        }
    }

    private static Forwarder forwarder(LogForward.Kind kind, int port) {
        return Forwarder.start(new LogForward(kind, Path.of(""), "127.0.0.1", port), "replica1");
    }

    private static LogLine line(String text) {
        return LogLine.of(TIME_NS, ModuleName.COPYLIST, LogLevel.ERROR, 48211, text);
    }

    private static String text(byte[] message) {
        return new String(message, StandardCharsets.UTF_8);
    }

    /** One message with its length before it. */
    private static String frame(InputStream in) throws IOException {
        int length = 0;
        for (int c = in.read(); c != ' '; c = in.read()) {
            assertTrue(c >= '0' && c <= '9', "digit, but " + c);
            length = length * 10 + c - '0';
        }
        return text(in.readNBytes(length));
    }
}
