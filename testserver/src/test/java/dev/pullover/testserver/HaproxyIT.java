package dev.pullover.testserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.pullover.common.message.ServerState;
import dev.pullover.testkit.Await;
import dev.pullover.testkit.FreePort;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The example of docs/operations.md: a real HAProxy before both servers follows what testserver thinks of them. */
@Timeout(180)
class HaproxyIT {
    private static final Path HAPROXY = Path.of("/usr/sbin/haproxy");
    private static final Path MANUAL = Path.of("..", "docs", "operations.md");
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** Columns of "show stat". Source: HAProxy's management guide, section 9.1. */
    private static final int SVNAME = 1;

    private static final int STATUS = 17;

    /** Short, because paths of sockets are; so not below the class path or the module. */
    @TempDir
    Path directory;

    private RealServers servers;
    private RunningAgent agent;
    private Process haproxy;
    private Path socket;
    private int port;

    @BeforeEach
    void start() throws IOException {
        orSkip();
        servers = new RealServers(directory);
        socket = directory.resolve("stats.sock");
        port = FreePort.pick();
        int production = FreePort.pick();
        int backup = FreePort.pick();
        Path file = servers.configure("[check]", "interval = \"200ms\"", "timeout = \"1m\"", "response-slow = \"1m\"");
        String text = Files.readString(file)
                .replace(
                        "name = \"production\"",
                        "name = \"production\"\nagent-check = \"127.0.0.1:" + production + "\"")
                .replace("name = \"backup\"", "name = \"backup\"\nagent-check = \"127.0.0.1:" + backup + "\"");
        Files.writeString(file, text);
        agent = new RunningAgent(file);
        agent.untilState("production", ServerState.UP);
        agent.untilState("backup", ServerState.UP);
        startHaproxy(production, backup);
    }

    @AfterEach
    void stop() throws InterruptedException {
        if (haproxy != null) {
            haproxy.destroyForcibly().waitFor();
        }
        if (agent != null) {
            agent.close();
        }
        if (servers != null) {
            servers.close();
        }
    }

    private static void orSkip() {
        if (Files.isExecutable(HAPROXY)) {
            return;
        }
        if ("true".equals(System.getenv("CI"))) {
            fail("no " + HAPROXY + " on a CI machine: install the package haproxy");
        }
        System.err.println("SKIPPED: the agent check with a real HAProxy: no " + HAPROXY);
        abort("no haproxy");
    }

    private void startHaproxy(int productionAgent, int backupAgent) throws IOException {
        Matcher example =
                Pattern.compile("```haproxy\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(MANUAL));
        assertTrue(example.find(), "the example in " + MANUAL);
        String configuration = example.group(1)
                .replace("/run/haproxy/pullover.sock", socket.toString())
                .replace("127.0.0.1:2222", "127.0.0.1:" + port)
                .replace("prod.example:22", "127.0.0.1:" + servers.production.port())
                .replace("backup.example:22", "127.0.0.1:" + servers.backup.port())
                .replace("9101", String.valueOf(productionAgent))
                .replace("9102", String.valueOf(backupAgent));
        Path file = Files.writeString(directory.resolve("haproxy.cfg"), configuration);
        haproxy = new ProcessBuilder(HAPROXY.toString(), "-db", "-f", file.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("haproxy.log").toFile())
                .start();
        Await.until(PATIENCE, "haproxy runs", () -> Files.exists(socket));
    }

    /** The status that HAProxy gives a server: {@code UP}, {@code DOWN (agent)}, {@code DRAIN (agent)}, {@code MAINT}. */
    private String status(String server) {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            channel.write(ByteBuffer.wrap("show stat\n".getBytes(StandardCharsets.US_ASCII)));
            InputStream in = Channels.newInputStream(channel);
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .map(line -> line.split(","))
                    .filter(columns -> columns.length > STATUS && columns[SVNAME].equals(server))
                    .map(columns -> columns[STATUS])
                    .findFirst()
                    .orElse("");
        } catch (IOException e) {
            return e.toString();
        }
    }

    private void awaitStatus(String server, String beginning) {
        Await.until(PATIENCE, server + " " + beginning + " for haproxy", () -> status(server)
                .startsWith(beginning));
    }

    private String greeting() throws IOException {
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return new String(client.getInputStream().readNBytes(4), StandardCharsets.US_ASCII);
        }
    }

    @Test
    void followsOurVerdict() throws IOException {
        awaitStatus("production", "UP");
        awaitStatus("backup", "UP");
        assertEquals("SSH-", greeting());
        agent.ask("drain", "production");
        awaitStatus("production", "DRAIN");
        agent.ask("maint", "production");
        awaitStatus("production", "MAINT");
        agent.ask("ready", "production");
        agent.untilState("production", ServerState.UP);
        awaitStatus("production", "UP");
        servers.publish("production", Rig.head(40));
        agent.untilState("production", ServerState.STALE);
        awaitStatus("production", "UP");
        // HAProxy itself still finds an open port there: it is our verdict that counts.
        Files.delete(servers.outbox("production").resolve(".pullover/catalog/HEAD"));
        agent.untilState("production", ServerState.DOWN);
        awaitStatus("production", "DOWN (agent)");
        assertEquals("SSH-", greeting(), "from the backup");
        servers.publish("production", Rig.head(100));
        agent.untilState("production", ServerState.UP);
        awaitStatus("production", "UP");
    }
}
