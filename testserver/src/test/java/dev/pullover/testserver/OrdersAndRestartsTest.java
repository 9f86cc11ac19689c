package dev.pullover.testserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.common.ExitCode;
import dev.pullover.common.message.FaultKind;
import dev.pullover.common.message.ServerState;
import dev.pullover.common.message.Utf8;
import dev.pullover.common.metrics.Counter;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Orders of operators, restarts, and passes for cron, with servers in memory and time by hand. */
class OrdersAndRestartsTest {
    @TempDir
    Path directory;

    private Rig rig;

    private Rig rig(String... settings) throws IOException {
        rig = new Rig(directory, settings);
        return rig;
    }

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void aLongReasonIsCutInTheLogSoThatTheConsequenceIsStillTold() throws Exception {
        rig().startAndCheck();
        rig.ask("maint", "production", Duration.ZERO, "long ".repeat(30));
        String line = rig.log().get(rig.log().size() - 1);
        assertTrue(line.startsWith("INFO production MAINT: taken out by root: long long "), line);
        assertTrue(line.endsWith("…; active now backup"), line);
        assertEquals("INFO ".length() + 128, Utf8.length(line));
    }

    @Test
    void drainMaintAndReadyTakeEffectAtOnce() throws Exception {
        rig().startAndCheck();
        assertEquals(
                "production taken out by root: test; it is MAINT now; the active server is backup",
                rig.ask("maint", "production", Duration.ZERO).message());
        assertEquals("backup", rig.active());
        assertEquals("taken out by root: test", rig.record("production").reason());
        assertEquals(
                "taken out by root: test",
                rig.record("production").transitions().get(0).reason());
        rig.step();
        assertEquals(0, rig.production.open, "nobody stays logged in on a server in maintenance");
        rig.ask("drain", "backup", Duration.ZERO);
        assertEquals("", rig.active());
        assertEquals(
                "production is ready already; it is UP",
                askTwice("ready", "production").replaceAll(";[^;]*$", ""));
        assertEquals("production", rig.active());
        assertEquals(ServerState.DRAIN, rig.record("backup").state());
    }

    private String askTwice(String verb, String server) {
        rig.ask(verb, server, Duration.ZERO);
        rig.step();
        return rig.ask(verb, server, Duration.ZERO).message();
    }

    @Test
    void ordersSurviveARestart() throws Exception {
        rig().startAndCheck();
        rig.ask("maint", "production", Duration.ZERO);
        rig.restart();
        rig.advance(Duration.ofSeconds(10));
        assertEquals(ServerState.MAINT, rig.record("production").state());
        assertEquals("backup", rig.active());
        assertEquals(1, rig.production.logins);
    }

    @Test
    void aSwitchHoldsForItsTimeAndOverARestart() throws Exception {
        rig().startAndCheck();
        assertEquals(
                "backup switched to by root: test; the active server is backup",
                rig.ask("switch", "backup", Duration.ofMinutes(5)).message());
        assertEquals("backup", rig.active());
        rig.advance(Duration.ofMinutes(1));
        rig.restart();
        rig.advance(Duration.ofMinutes(1));
        assertEquals("backup", rig.active());
        assertEquals("an operator switched to it", rig.content().verdict().reason());
        Duration left = rig.advanceUntil("end of the switch", () -> rig.active().equals("production"));
        assertEquals(Duration.ofMinutes(3).toSeconds(), left.toSeconds(), 2);
        assertEquals("", rig.content().forcedServer());
    }

    @Test
    void readyEndsASwitchAtOnce() throws Exception {
        rig().startAndCheck();
        rig.ask("switch", "backup", Duration.ZERO);
        rig.advance(Duration.ofSeconds(1));
        rig.ask("ready", "backup", Duration.ZERO);
        assertEquals("production", rig.active());
    }

    @Test
    void ordersThatCannotBeCarriedOutAreRefused() throws Exception {
        rig().startAndCheck();
        rig.backup.fail(FaultKind.REFUSED);
        rig.advanceUntil("backup", ServerState.DOWN);
        assertEquals(
                "not switched: backup is DOWN: fake REFUSED (life)",
                rig.ask("switch", "backup", Duration.ZERO).message());
        assertEquals(
                "there is no server 'bakcup' in the configuration, only: production, backup",
                rig.ask("drain", "bakcup", Duration.ZERO).message());
        assertFalse(rig.ask("explode", "backup", Duration.ZERO).done());
        assertEquals("production", rig.active());
    }

    @Test
    void afterAShortBreakItStaysWithTheServerInUse() throws Exception {
        rig().startAndCheck();
        rig.production.fail(FaultKind.REFUSED);
        rig.advanceUntil("production", ServerState.DOWN);
        rig.production.recover();
        rig.advanceUntil("production", ServerState.UP);
        rig.restart();
        assertEquals("backup", rig.active());
        Duration held = rig.advanceUntil("failback", () -> rig.active().equals("production"));
        assertEquals(30_000, held.toMillis(), 200);
    }

    @Test
    void afterALongBreakItChoosesAtOnce() throws Exception {
        rig().startAndCheck();
        rig.production.fail(FaultKind.REFUSED);
        rig.advanceUntil("production", ServerState.DOWN);
        rig.stop();
        rig.production.recover();
        rig.passTime(Duration.ofHours(1));
        rig.startAndCheck();
        assertEquals("production", rig.active());
    }

    @Test
    void withManualFailbackItStaysAlsoAfterALongBreak() throws Exception {
        rig("[failback]", "policy = \"manual\"").startAndCheck();
        rig.production.fail(FaultKind.REFUSED);
        rig.advanceUntil("production", ServerState.DOWN);
        rig.stop();
        rig.production.recover();
        rig.passTime(Duration.ofHours(1));
        rig.startAndCheck();
        rig.advance(Duration.ofMinutes(2));
        assertEquals("backup", rig.active());
        rig.ask("switch", "production", Duration.ZERO);
        assertEquals("production", rig.active());
    }

    @Test
    void aPassChecksDecidesAndLeavesAVerdictForTheTimeUntilTheNextOne() throws Exception {
        rig().start();
        assertEquals(ExitCode.OK, rig.pass());
        assertEquals("production", rig.active());
        assertTrue(rig.content()
                .verdict()
                .holdsAt(rig.nowNs() + Duration.ofMinutes(59).toNanos()));
        assertEquals(1, rig.verdicts().size());
    }

    @Test
    void aPassConfirmsFailuresAndReturnsToThePreferredServerAtOnce() throws Exception {
        rig();
        rig.production.fail(FaultKind.REFUSED);
        rig.start();
        assertEquals(ExitCode.OK, rig.pass());
        assertEquals("backup", rig.active());
        assertEquals(2, rig.counters.get(Counter.CHECKS, "production"));
        rig.stop();
        rig.production.recover();
        rig.start();
        assertEquals(ExitCode.OK, rig.pass());
        assertEquals("production", rig.active());
    }

    @Test
    void aPassWithManualFailbackStaysWhereItWas() throws Exception {
        rig("[failback]", "policy = \"manual\"");
        rig.production.fail(FaultKind.REFUSED);
        rig.start();
        rig.pass();
        rig.stop();
        rig.production.recover();
        rig.start();
        assertEquals(ExitCode.OK, rig.pass());
        assertEquals("backup", rig.active());
    }

    @Test
    void aPassWithoutAnyServerNamesEachWithItsReason() throws Exception {
        rig();
        rig.production.fail(FaultKind.REFUSED);
        rig.backup.fail(FaultKind.AUTH);
        rig.start();
        assertEquals(ExitCode.NO_SERVER, rig.pass());
        assertEquals(
                "production: DOWN, fake REFUSED (life); backup: DOWN, fake AUTH (life)",
                rig.content().summary());
        assertTrue(rig.log().contains("INFO production: DOWN, fake REFUSED (life)"), () -> rig.log()
                .toString());
        assertTrue(rig.log().contains("INFO backup: DOWN, fake AUTH (life)"), () -> rig.log()
                .toString());
        assertTrue(rig.log().contains("ERROR no server may be used: production DOWN, backup DOWN"), () -> rig.log()
                .toString());
    }
}
