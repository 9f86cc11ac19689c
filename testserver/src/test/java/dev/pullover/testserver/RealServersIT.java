package dev.pullover.testserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.common.ExitCode;
import dev.pullover.common.message.FaultKind;
import dev.pullover.common.message.ServerState;
import dev.pullover.common.metrics.Counter;
import dev.pullover.testkit.Keys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Every state and failover, with real SSH servers that are stopped, killed, suspended and changed. */
@Timeout(180)
class RealServersIT {
    private static final Duration INTERVAL = Duration.ofMillis(200);
    private static final Duration TIMEOUT = Duration.ofSeconds(1);
    /** What a loaded machine adds. */
    private static final Duration SLACK = Duration.ofMillis(1500);

    private static final String CHECK = """
            [check]
            interval = "200ms"
            fast-interval = "50ms"
            timeout = "1s"
            [failback]
            hold = "500ms"
            """;

    @TempDir
    Path directory;

    private RealServers servers;
    private RunningAgent agent;

    @BeforeEach
    void startServers() throws IOException {
        servers = new RealServers(directory);
        servers.configure(CHECK);
    }

    @AfterEach
    void stopAll() {
        if (agent != null) {
            agent.close();
        }
        if (servers != null) {
            servers.close();
        }
    }

    private RunningAgent startAgent() {
        agent = new RunningAgent(directory.resolve("pullover.toml"));
        agent.untilState("backup", ServerState.UP);
        agent.untilActive("production");
        return agent;
    }

    private static void assertWithin(Duration limit, Duration taken, String what) {
        System.out.println("RealServersIT: " + what + " took " + taken.toMillis() + " ms");
        assertTrue(taken.compareTo(limit) <= 0, what + " took " + taken + ", at most " + limit);
    }

    @Test
    void aStoppedServerIsLeftAndComesBack() throws IOException {
        startAgent();
        servers.production.stop();
        assertWithin(INTERVAL.plus(SLACK), agent.untilActive("backup"), "stopped -> backup");
        assertTrue(agent.record("production").reason().startsWith("connection refused by 127.0.0.1:"));
        assertTrue(agent.record("production").reason().endsWith(" (life)"));
        servers.production.start();
        agent.untilState("production", ServerState.UP);
        assertWithin(Duration.ofMillis(500).plus(SLACK), agent.untilActive("production"), "up -> failback");
        assertEquals(2, agent.counters.get(Counter.SWITCHES));
    }

    @Test
    void aKilledServerIsLeft() {
        startAgent();
        servers.production.kill();
        assertWithin(INTERVAL.plus(SLACK), agent.untilActive("backup"), "killed -> backup");
        assertTrue(agent.content().lastFailover().outageMs() < 1000);
    }

    @Test
    void aFaultOfATransferCountsAtOnceHoweverLongTheInterval() throws IOException {
        servers.configure(CHECK.replace("200ms", "1h"));
        startAgent();
        servers.production.stop();
        agent.fault("production", FaultKind.REFUSED);
        assertWithin(Duration.ofSeconds(1), agent.untilActive("backup"), "refused in a transfer -> backup");
    }

    @Test
    void aSuspendedServerIsLeftAfterTwiceTheTimeoutAndComesBack() throws IOException {
        startAgent();
        servers.production.suspend();
        assertWithin(
                TIMEOUT.multipliedBy(2).plus(INTERVAL).plus(SLACK), agent.untilActive("backup"), "suspended -> backup");
        assertTrue(agent.record("production").reason().startsWith("no answer"), agent.record("production")::reason);
        servers.production.resume();
        agent.untilState("production", ServerState.UP);
        agent.untilActive("production");
    }

    @Test
    void aHangingServerHoldsUpNoOther() throws IOException {
        startAgent();
        servers.backup.suspend();
        long before = agent.counters.get(Counter.CHECKS, "production");
        agent.run(TIMEOUT);
        assertTrue(agent.counters.get(Counter.CHECKS, "production") - before >= 3);
        servers.backup.resume();
    }

    @Test
    void anotherHostKeyIsAnAlarmUntilAnOperatorSaysReady() throws IOException {
        startAgent();
        servers.production.stop();
        servers.production.replaceHostKey("ed25519");
        servers.production.start();
        agent.untilState("production", ServerState.ALARM);
        assertEquals("auth", agent.record("production").layer());
        assertTrue(agent.record("production").reason().startsWith("host key is not the pinned one"));
        agent.untilActive("backup");
        assertTrue(agent.ask("ready", "production").done());
        agent.run(INTERVAL.multipliedBy(5));
        assertEquals(ServerState.ALARM, agent.record("production").state(), "the key is still another one");
        servers.pinHostKeys();
        agent.run(INTERVAL.multipliedBy(5));
        assertEquals(ServerState.ALARM, agent.record("production").state());
        agent.ask("ready", "production");
        agent.untilState("production", ServerState.UP);
        agent.untilActive("production");
    }

    @Test
    void anEmptyDirectoryInPlaceOfTheOutboxIsNoServer() throws IOException {
        startAgent();
        FileUtils.cleanDirectory(servers.outbox("production").toFile());
        agent.untilActive("backup");
        assertEquals(
                "the catalog is gone: is it the right directory? (health)",
                agent.record("production").reason());
        Files.delete(servers.outbox("production"));
        agent.run(INTERVAL.plusSeconds(1).plus(SLACK));
        assertEquals(
                servers.outbox("production") + " is not there (health)",
                agent.record("production").reason());
    }

    @Test
    void anOldCatalogIsStaleAndAnyServerIsBetter() throws IOException {
        startAgent();
        servers.publish("production", Rig.head(40));
        agent.untilState("production", ServerState.STALE);
        agent.untilActive("backup");
        servers.backup.stop();
        agent.untilActive("production");
        assertEquals("catalog at 40, 60 behind", agent.record("production").reason());
    }

    @Test
    void aKeyThatIsNotLetInIsNotTriedInAHurry() throws IOException {
        Files.delete(directory.resolve("id"));
        Keys.sshKeygen(directory.resolve("id"), "ecdsa");
        agent = new RunningAgent(directory.resolve("pullover.toml"));
        agent.untilState("production", ServerState.DOWN);
        assertEquals("auth", agent.record("production").layer());
        assertTrue(agent.record("production").reason().contains("/id"), agent.record("production")::reason);
        agent.run(INTERVAL.multipliedBy(10));
        assertEquals(1, agent.counters.get(Counter.CHECKS, "production"));
    }

    @Test
    void withBothServersGoneAPassSaysWhyForEach() throws Exception {
        servers.production.stop();
        servers.backup.stop();
        agent = new RunningAgent(directory.resolve("pullover.toml"));
        assertEquals(ExitCode.NO_SERVER, agent.pass());
        String summary = agent.content().summary();
        assertTrue(
                summary.matches("production: DOWN, connection refused by 127.0.0.1:\\d+ \\(life\\); "
                        + "backup: DOWN, connection refused by 127.0.0.1:\\d+ \\(life\\)"),
                summary);
        agent.close();
        servers.backup.start();
        agent = new RunningAgent(directory.resolve("pullover.toml"));
        assertEquals(ExitCode.OK, agent.pass());
        assertEquals("backup", agent.content().verdict().active().orElseThrow().name());
    }

    @Test
    void scanModeNeedsNoCatalogButTheDirectory() throws IOException {
        FileUtils.cleanDirectory(servers.outbox("production").toFile());
        FileUtils.cleanDirectory(servers.outbox("backup").toFile());
        Files.writeString(servers.outbox("production").resolve("a"), "a");
        startAgent();
        assertEquals("no catalog", agent.record("production").layers().get(2).detail());
        assertFalse(agent.record("production").layers().isEmpty());
    }
}
