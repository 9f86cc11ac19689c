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

/**
 * Every state and failover, with real SSH servers that are stopped, killed, suspended and changed. How long it takes is
 * printed, but not judged: the number of checks is what does not depend on the machine. {@code bench/failover} measures.
 */
@Timeout(180)
class RealServersIT {
    private static final Duration INTERVAL = Duration.ofMillis(200);
    /** Where a server is to hang. Everywhere else a busy machine may take its time, and no check fails of it. */
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private static final String CHECK = """
            [check]
            interval = "200ms"
            fast-interval = "50ms"
            timeout = "1m"
            response-slow = "1m"
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
        agent.untilState("production", ServerState.UP);
        agent.untilState("backup", ServerState.UP);
        agent.untilActive("production");
        return agent;
    }

    private static void tell(String what, Duration taken) {
        System.out.println("RealServersIT: " + what + " took " + taken.toMillis() + " ms");
    }

    private long checks(String server) {
        return agent.counters.get(Counter.CHECKS, server);
    }

    private void untilChecks(String server, int more) {
        long enough = checks(server) + more;
        agent.until(more + " more checks of " + server, () -> checks(server) >= enough);
    }

    /** One check that finds out and one that confirms are enough; a transfer's fault spares the first. */
    private void assertLostAfter(int checks) {
        String confirmed = checks > 1 ? " after " + checks + " checks" : "";
        String line = "WARN production DOWN: .*\\((life|auth)\\)" + confirmed + "; active now backup";
        assertTrue(agent.log().stream().anyMatch(told -> told.matches(line)), () -> agent.log()
                .toString());
    }

    @Test
    void aStoppedServerIsLeftAndComesBack() throws IOException {
        startAgent();
        servers.production.stop();
        tell("stopped -> backup", agent.untilActive("backup"));
        assertLostAfter(2);
        assertTrue(agent.record("production").reason().startsWith("connection refused by 127.0.0.1:"));
        assertTrue(agent.record("production").reason().endsWith(" (life)"));
        servers.production.start();
        agent.untilState("production", ServerState.UP);
        tell("up -> failback", agent.untilActive("production"));
        assertEquals(2, agent.counters.get(Counter.SWITCHES));
    }

    @Test
    void aKilledServerIsLeft() {
        startAgent();
        servers.production.kill();
        tell("killed -> backup", agent.untilActive("backup"));
        assertLostAfter(2);
        tell(
                "killed -> backup, without a server,",
                Duration.ofMillis(agent.content().lastFailover().outageMs()));
    }

    @Test
    void aFaultOfATransferCountsAtOnceHoweverLongTheInterval() throws IOException {
        servers.configure(CHECK.replace("200ms", "1h"));
        startAgent();
        servers.production.stop();
        agent.fault("production", FaultKind.REFUSED);
        tell("refused in a transfer -> backup", agent.untilActive("backup"));
        assertLostAfter(1);
    }

    @Test
    void aSuspendedServerIsLeftAfterTwiceTheTimeoutAndComesBack() throws IOException {
        servers.configure(CHECK.replace("timeout = \"1m\"", "timeout = \"2s\""));
        startAgent();
        servers.production.suspend();
        Duration taken = agent.untilActive("backup");
        tell("suspended -> backup", taken);
        assertTrue(taken.compareTo(TIMEOUT) > 0, "it had its chance");
        assertLostAfter(2);
        assertTrue(agent.record("production").reason().startsWith("no answer"), agent.record("production")::reason);
        servers.production.resume();
        agent.untilState("production", ServerState.UP);
        agent.untilActive("production");
    }

    @Test
    void aHangingServerHoldsUpNoOther() throws IOException {
        startAgent();
        servers.backup.suspend();
        untilChecks("production", 5);
        long before = checks("backup");
        untilChecks("production", 10);
        assertEquals(before, checks("backup"), "the one under way hangs");
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
        untilChecks("production", 1);
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
        String reason = servers.outbox("production") + " is not there (health)";
        agent.until(reason, () -> agent.record("production").reason().equals(reason));
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
        assertEquals(1, checks("production"));
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
