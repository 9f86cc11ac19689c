package dev.pullover.testserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.common.message.ServerState;
import dev.pullover.testkit.FaultProxy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The servers are well, but the line to production breaks in all sorts of ways. */
@Timeout(180)
class BrokenLineIT {
    @TempDir
    Path directory;

    private RealServers servers;
    private FaultProxy line;
    private RunningAgent agent;

    @BeforeEach
    void start() throws IOException {
        servers = new RealServers(directory);
        line = FaultProxy.before(servers.production.port());
        Files.writeString(
                directory.resolve("known_hosts"),
                "[127.0.0.1]:" + line.port() + " " + servers.production.hostKeyLine() + "\n",
                StandardOpenOption.APPEND);
    }

    @AfterEach
    void stop() {
        if (agent != null) {
            agent.close();
        }
        line.close();
        servers.close();
    }

    private void startAgent(String timeout, String slow) throws IOException {
        Path file = servers.configure("""
                [check]
                interval = "200ms"
                fast-interval = "50ms"
                timeout = "%s"
                response-slow = "%s"
                [failback]
                hold = "0s"
                """.formatted(timeout, slow));
        String direct = "127.0.0.1:" + servers.production.port() + "/";
        Files.writeString(file, Files.readString(file).replace(direct, "127.0.0.1:" + line.port() + "/"));
        agent = new RunningAgent(file);
        agent.untilState("production", ServerState.UP);
        agent.untilState("backup", ServerState.UP);
        agent.untilActive("production");
    }

    @Test
    void aLineThatIsCutOnceCostsALoginAndNoSwitch() throws IOException {
        startAgent("1m", "1m");
        long before = line.accepted();
        line.cut();
        agent.until("a new connection", () -> line.accepted() > before);
        agent.run(Duration.ofSeconds(1));
        assertEquals(
                "production", agent.content().verdict().active().orElseThrow().name());
        assertEquals(1, agent.record("production").transitions().size());
    }

    @Test
    void aLineThatRefusesIsLeftAndTakenAgain() throws IOException {
        startAgent("1m", "1m");
        line.refuse();
        line.cut();
        agent.untilActive("backup");
        assertEquals(ServerState.DOWN, agent.record("production").state());
        line.heal();
        agent.untilActive("production");
    }

    @Test
    void aLineThatSwallowsEverythingIsLeftAndTakenAgain() throws IOException {
        startAgent("2s", "1m");
        line.stall();
        agent.untilActive("backup");
        assertTrue(agent.record("production").reason().startsWith("no answer"), agent.record("production")::reason);
        line.heal();
        agent.untilActive("production");
    }

    @Test
    void aLineWithLongDelaysMakesItsServerSlowAndNotDown() throws IOException {
        startAgent("1m", "400ms");
        line.delay(Duration.ofMillis(400));
        agent.untilState("production", ServerState.SLOW);
        agent.untilActive("backup");
        line.heal();
        agent.untilState("production", ServerState.UP);
        agent.untilActive("production");
    }
}
