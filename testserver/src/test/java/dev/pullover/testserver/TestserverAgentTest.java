package dev.pullover.testserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.common.catalog.CatalogLayout;
import dev.pullover.common.message.FaultKind;
import dev.pullover.common.message.ServerState;
import dev.pullover.common.message.Verdict;
import dev.pullover.common.metrics.Counter;
import dev.pullover.common.state.FailoverRecord;
import dev.pullover.common.state.LayerRecord;
import dev.pullover.common.state.ServerRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The agent with servers in memory and time by hand; defaults: interval 2 s, timeout 5 s, rise 2, fall 3, hold 30 s. */
class TestserverAgentTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

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

    private static void assertWithin(Duration limit, Duration taken) {
        assertTrue(taken.compareTo(limit) <= 0, "took " + taken + ", at most " + limit);
    }

    @Test
    void coldStartComparesAllServersAndTakesTheFirst() throws Exception {
        rig().startAndCheck();
        assertEquals("production", rig.active());
        Verdict verdict = rig.verdicts().get(0);
        assertEquals(
                List.of(
                        new Verdict.Choice("production", ServerState.UP, Rig.EPOCH.toString(), 100),
                        new Verdict.Choice("backup", ServerState.UP, Rig.EPOCH.toString(), 100)),
                verdict.servers());
        assertEquals("first in the configuration", verdict.reason());
        assertEquals(1, rig.verdicts().size());
        assertEquals(
                List.of(
                        "INFO production UP",
                        "INFO backup UP",
                        "INFO production is the active server now: first in the configuration"),
                rig.log());
    }

    @Test
    void keepsEachLayerOfTheLastCheck() throws Exception {
        rig().startAndCheck();
        ServerRecord record = rig.record("production");
        assertEquals(
                List.of("life", "auth", "health", "response"),
                record.layers().stream().map(LayerRecord::layer).toList());
        assertEquals("catalog " + Rig.EPOCH + " at 100", record.layers().get(2).detail());
        rig.production.fail(FaultKind.AUTH);
        rig.advanceUntil("production", ServerState.DOWN);
        assertEquals("life", rig.record("production").layer());
        assertEquals(1, rig.record("production").layers().size());
    }

    @Test
    void aCheckOnAnOpenConnectionIsOneRequest() throws Exception {
        rig().startAndCheck();
        int logins = rig.production.logins;
        int requests = rig.production.requests;
        long checks = rig.counters.get(Counter.CHECKS, "production");
        rig.advance(Duration.ofSeconds(30));
        long more = rig.counters.get(Counter.CHECKS, "production") - checks;
        assertTrue(more >= 13 && more <= 17, "checks in 30 s: " + more);
        assertEquals(logins, rig.production.logins);
        assertEquals(more, rig.production.requests - requests);
    }

    @Test
    void theTimesBetweenChecksVaryAsMuchAsConfigured() throws Exception {
        rig("[check]", "interval = \"10s\"", "jitter = 0").startAndCheck();
        for (int i = 0; i < 20; i++) {
            long checks = rig.counters.get(Counter.CHECKS, "production");
            Duration between =
                    rig.advanceUntil("a check", () -> rig.counters.get(Counter.CHECKS, "production") > checks);
            assertEquals(10_000, between.toMillis(), 100);
        }
    }

    @Test
    void theLoginIsExercisedAtTheConfiguredInterval() throws Exception {
        rig("[check]", "login-interval = \"20s\"").startAndCheck();
        rig.advance(Duration.ofSeconds(67));
        assertEquals(4, rig.production.logins);
    }

    @Test
    void theFileIsNotWrittenForWhatEveryCheckMeasures() throws Exception {
        rig().startAndCheck();
        rig.advance(Duration.ofSeconds(1));
        long written = rig.content().verdict().timeNs();
        rig.advance(Duration.ofSeconds(5));
        assertEquals(written, rig.content().verdict().timeNs());
        rig.advance(Duration.ofSeconds(6));
        assertTrue(rig.content().verdict().timeNs() > written);
    }

    @Test
    void theLoginIsExercisedAtItsOwnInterval() throws Exception {
        rig().startAndCheck();
        rig.advance(Duration.ofMinutes(1).plusSeconds(3));
        assertEquals(2, rig.production.logins);
        assertEquals(1, rig.production.open);
    }

    @Test
    void refusedConnectionsAreConfirmedOnceAndTheBackupTakesOver() throws Exception {
        rig().startAndCheck();
        rig.production.fail(FaultKind.REFUSED);
        Duration taken = rig.advanceUntil("production", ServerState.DOWN);
        assertWithin(Duration.ofMillis(2300), taken);
        assertEquals("backup", rig.active());
        assertEquals("production is DOWN", rig.content().verdict().reason());
        assertTrue(
                rig.log().contains("WARN production DOWN: fake REFUSED (life) after 2 checks; active now backup"),
                () -> rig.log().toString());
        FailoverRecord failover = rig.content().lastFailover();
        assertNotNull(failover);
        assertEquals("production", failover.from());
        assertEquals("backup", failover.to());
        assertEquals(failover.outageMs(), rig.counters.get(Counter.LAST_FAILOVER));
        assertEquals(1, rig.counters.get(Counter.SWITCHES));
        assertEquals(2, rig.counters.get(Counter.CHECK_FAILURES, "production"));
        assertEquals(0, rig.counters.get(Counter.SERVER_USABLE, "production"));
    }

    @Test
    void aHangingServerIsLeftAfterTwiceTheTimeout() throws Exception {
        rig().startAndCheck();
        rig.advance(Duration.ofSeconds(1));
        rig.production.hang(TIMEOUT);
        Duration taken = rig.advanceUntil("production", ServerState.DOWN);
        assertWithin(TIMEOUT.multipliedBy(2).plusMillis(2300), taken);
        FailoverRecord failover = rig.content().lastFailover();
        assertNotNull(failover);
        assertEquals(TIMEOUT.multipliedBy(2).toMillis(), failover.outageMs(), 100);
    }

    @Test
    void aTransfersFaultIsLookedIntoAtOnceOverANewConnection() throws Exception {
        rig().startAndCheck();
        rig.advance(Duration.ofMillis(500));
        rig.production.failLogins(FaultKind.REFUSED);
        rig.fault(rig.production, FaultKind.REFUSED, Duration.ZERO);
        rig.advanceUntil("fault is read", () -> !rig.log().stream()
                .filter(line -> line.contains("copylist met REFUSED"))
                .toList()
                .isEmpty());
        assertEquals(ServerState.DOWN, rig.record("production").state());
        assertEquals("backup", rig.active());
    }

    @Test
    void aFailoverLastsUntilTheFirstByteFromTheNewServer() throws Exception {
        rig().startAndCheck();
        rig.advance(Duration.ofMillis(500));
        rig.production.failLogins(FaultKind.REFUSED);
        rig.fault(rig.production, FaultKind.REFUSED, Duration.ZERO);
        rig.advanceUntil("failover", () -> rig.active().equals("backup"));
        FailoverRecord open = rig.content().lastFailover();
        assertNotNull(open);
        assertNull(open.firstByteMs());
        rig.fault(rig.production, FaultKind.RECEIVING, Duration.ofSeconds(2));
        rig.fault(rig.backup, FaultKind.RECEIVING, Duration.ofSeconds(2));
        rig.advance(Duration.ofSeconds(3));
        assertNull(rig.content().lastFailover().firstByteMs(), "from before the failure");
        rig.fault(rig.backup, FaultKind.RECEIVING, Duration.ZERO);
        long expectedMs = (rig.nowNs() - open.sinceNs()) / 1_000_000;
        rig.advance(Duration.ofSeconds(1));
        assertEquals(expectedMs, rig.content().lastFailover().firstByteMs());
        assertEquals(expectedMs, rig.counters.get(Counter.LAST_FAILOVER_FIRST_BYTE));
        assertTrue(rig.log().contains("INFO first byte from backup " + expectedMs + " ms after production failed"));
    }

    @Test
    void thoseWhoPullMayBeAtTheNewServerBeforeItIsChosen() throws Exception {
        rig().startAndCheck();
        rig.advance(Duration.ofMillis(500));
        rig.production.failLogins(FaultKind.REFUSED);
        rig.fault(rig.production, FaultKind.REFUSED, Duration.ofMillis(300));
        rig.fault(rig.backup, FaultKind.RECEIVING, Duration.ofMillis(100));
        rig.advanceUntil("failover", () -> rig.active().equals("backup"));
        assertEquals(200, rig.content().lastFailover().firstByteMs(), 1);
    }

    @Test
    void aTransfersFaultOfAServerThatIsWellChangesNothing() throws Exception {
        rig().startAndCheck();
        rig.advance(Duration.ofMillis(500));
        int logins = rig.production.logins;
        rig.fault(rig.production, FaultKind.RESET, Duration.ZERO);
        rig.advanceUntil("a new login", () -> rig.production.logins > logins);
        rig.advance(Duration.ofSeconds(5));
        assertEquals(logins + 1, rig.production.logins);
        assertEquals(ServerState.UP, rig.record("production").state());
        assertEquals(2, rig.verdicts().size(), "those who pull are told that it is well");
    }

    @Test
    void faultsFromBeforeTheLastLoginAreOldNews() throws Exception {
        rig().startAndCheck();
        rig.fault(rig.production, FaultKind.REFUSED, Duration.ofSeconds(1));
        rig.advance(Duration.ofSeconds(3));
        assertEquals(1, rig.production.logins);
    }

    @Test
    void wrongHostKeyIsAnAlarmUntilAnOperatorSaysReady() throws Exception {
        rig().startAndCheck();
        rig.production.fail(FaultKind.RESET);
        rig.production.failLogins(FaultKind.HOST_KEY);
        rig.advanceUntil("production", ServerState.ALARM);
        assertEquals("backup", rig.active());
        assertTrue(
                rig.log().contains("ERROR production ALARM: fake HOST_KEY (life); active now backup"),
                () -> rig.log().toString());
        rig.production.recover();
        int logins = rig.production.logins;
        rig.advance(Duration.ofMinutes(1));
        rig.restart();
        rig.advance(Duration.ofMinutes(1));
        assertEquals(ServerState.ALARM, rig.record("production").state());
        assertEquals(logins, rig.production.logins, "not even tried");
        assertTrue(rig.ask("ready", "production", Duration.ZERO).done());
        rig.step();
        assertEquals(ServerState.UP, rig.record("production").state());
    }

    @Test
    void aForkFoundByAnotherModuleIsAnAlarm() throws Exception {
        rig().startAndCheck();
        rig.fault(rig.backup, FaultKind.FORK, Duration.ZERO);
        rig.advanceUntil("backup", ServerState.ALARM);
        assertEquals("production", rig.active());
    }

    @Test
    void aServerBehindAtTheStartIsStaleAndStillUsable() throws Exception {
        rig();
        rig.production.publish(Rig.head(60));
        rig.startAndCheck();
        assertEquals(ServerState.STALE, rig.record("production").state());
        assertEquals("catalog at 60, 40 behind", rig.record("production").reason());
        assertEquals("backup", rig.active());
        assertEquals(2, rig.content().verdict().usable().size());
        rig.production.publish(Rig.head(100));
        rig.advanceUntil("production", ServerState.UP);
        assertEquals("backup", rig.active());
        rig.advance(Duration.ofSeconds(31));
        assertEquals("production", rig.active());
    }

    @Test
    void replicationDelayMakesTheBackupStaleNowAndThenAndMovesNothing() throws Exception {
        rig().startAndCheck();
        for (long seq = 101; seq < 110; seq++) {
            rig.production.publish(Rig.head(seq));
            rig.advance(Duration.ofSeconds(5));
            rig.backup.publish(Rig.head(seq));
            rig.advance(Duration.ofSeconds(5));
        }
        assertEquals(0, rig.counters.get(Counter.SWITCHES));
        assertEquals("production", rig.active());
        assertEquals(ServerState.UP, rig.record("backup").state());
    }

    @Test
    void theFurthestCatalogIsRememberedOverARestart() throws Exception {
        rig().startAndCheck();
        rig.production.publish(Rig.head(50));
        rig.backup.publish(Rig.head(50));
        rig.restart();
        assertEquals(ServerState.STALE, rig.record("production").state());
        assertEquals(ServerState.STALE, rig.record("backup").state());
        assertEquals("production", rig.active());
    }

    @Test
    void aCatalogThatIsGoneMeansTheWrongDirectory() throws Exception {
        rig().startAndCheck();
        rig.production.outbox.remove(CatalogLayout.CATALOG);
        rig.advanceUntil("production", ServerState.DOWN);
        assertEquals(
                "the catalog is gone: is it the right directory? (health)",
                rig.record("production").reason());
        assertEquals("health", rig.record("production").layer());
        assertEquals("backup", rig.active());
    }

    @Test
    void withoutAnyCatalogServersAreUpForScanning() throws Exception {
        rig();
        rig.production.outbox.remove(CatalogLayout.CATALOG);
        rig.backup.outbox.remove(CatalogLayout.CATALOG);
        rig.startAndCheck();
        assertEquals(ServerState.UP, rig.record("production").state());
        assertEquals("no catalog", rig.record("production").layers().get(2).detail());
    }

    @Test
    void catalogModeNeedsACatalog() throws Exception {
        rig("[synchro]", "mode = \"catalog\"");
        rig.production.outbox.remove(CatalogLayout.CATALOG);
        rig.startAndCheck();
        rig.advanceUntil("production", ServerState.DOWN);
        assertEquals(
                "/srv/production/.pullover/catalog/HEAD is not there: [synchro] mode = \"catalog\" needs it (health)",
                rig.record("production").reason());
    }

    @Test
    void slowAnswersMakeAServerSlowAndCostItItsPlaceOnceTheyLast() throws Exception {
        rig("[check]", "response-slow = \"300ms\"", "[failback]", "hold = \"10s\"");
        rig.startAndCheck();
        rig.production.slowDown(Duration.ofMillis(400));
        rig.advanceUntil("production", ServerState.SLOW);
        assertTrue(rig.log().contains("WARN production SLOW: slow: 400 ms, more than 300 ms"), () -> rig.log()
                .toString());
        assertEquals("production", rig.active());
        rig.advance(Duration.ofSeconds(10));
        assertEquals("backup", rig.active());
    }

    @Test
    void aSlowFirstReadOfAConnectionIsRepeatedBeforeItCounts() throws Exception {
        rig().production.slowDownOnce(Duration.ofSeconds(2));
        rig.startAndCheck();
        assertEquals(ServerState.UP, rig.record("production").state());
        assertEquals("0 ms", rig.record("production").layers().get(3).detail());
        rig.backup.slowDown(Duration.ofSeconds(2));
        rig.restart();
        assertEquals(ServerState.SLOW, rig.record("backup").state());
    }

    @Test
    void failbackWaitsForTheHoldTime() throws Exception {
        rig().startAndCheck();
        rig.production.fail(FaultKind.REFUSED);
        rig.advanceUntil("production", ServerState.DOWN);
        rig.production.recover();
        rig.advanceUntil("production", ServerState.UP);
        Duration held = rig.advanceUntil("failback", () -> rig.active().equals("production"));
        assertEquals(30_000, held.toMillis(), 200);
        assertTrue(
                rig.log().contains("INFO production is the active server now: first in the configuration"),
                () -> rig.log().toString());
    }

    @Test
    void whenBothAreLostItSaysSoAndMeasuresTheOutage() throws Exception {
        rig().startAndCheck();
        rig.production.fail(FaultKind.REFUSED);
        rig.backup.fail(FaultKind.AUTH);
        rig.advanceUntil("nothing left", () -> rig.active().isEmpty());
        assertTrue(rig.log().contains("ERROR no server may be used: production DOWN, backup DOWN"), () -> rig.log()
                .toString());
        assertEquals(
                "production: DOWN, fake REFUSED (life); backup: DOWN, fake AUTH (life)",
                rig.content().summary());
        rig.advance(Duration.ofSeconds(60));
        rig.production.recover();
        rig.advanceUntil("production", ServerState.UP);
        FailoverRecord failover = rig.content().lastFailover();
        assertNotNull(failover);
        assertEquals("production", failover.to());
        assertTrue(failover.outageMs() > 60_000, () -> failover.toString());
    }

    @Test
    void coldStartDoesNotWaitForAServerThatHangs() throws Exception {
        rig();
        rig.production.hang(TIMEOUT);
        rig.start();
        rig.step();
        assertEquals("backup", rig.active());
        assertEquals(ServerState.DOWN, rig.record("production").state());
    }

    @Test
    void verdictsAreRepeatedOftenEnoughThatOneMayBeMissed() throws Exception {
        rig().startAndCheck();
        rig.advance(Duration.ofSeconds(60));
        List<Verdict> verdicts = rig.verdicts();
        assertEquals(7, verdicts.size(), 1);
        for (int i = 2; i < verdicts.size(); i++) {
            assertTrue(verdicts.get(i - 2).holdsAt(verdicts.get(i).timeNs()), "gap before verdict " + i);
        }
    }
}
