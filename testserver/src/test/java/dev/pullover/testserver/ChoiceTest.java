package dev.pullover.testserver;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.pullover.common.config.FailbackConfig;
import dev.pullover.common.config.FailbackPolicy;
import dev.pullover.common.message.ServerState;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ChoiceTest {
    private static final long SECOND = 1_000_000_000L;
    private static final FailbackConfig AUTOMATIC =
            new FailbackConfig(FailbackPolicy.AUTOMATIC, Duration.ofSeconds(30));
    private static final FailbackConfig MANUAL = new FailbackConfig(FailbackPolicy.MANUAL, Duration.ofSeconds(30));

    private Choice choice = new Choice(AUTOMATIC);
    private String active = "";

    private static Candidate server(String name, ServerState state, long sequence) {
        return new Candidate(name, state, 0, sequence);
    }

    private Decision decide(ServerState production, ServerState backup, long seconds) {
        return decide(server("production", production, 100), server("backup", backup, 100), "", false, seconds);
    }

    private Decision decide(Candidate production, Candidate backup, String forced, boolean free, long seconds) {
        Decision decision = choice.decide(List.of(production, backup), active, forced, free, seconds * SECOND);
        active = decision.active();
        return decision;
    }

    @Test
    void coldStartTakesTheBestAtOnce() {
        assertEquals("production", decide(ServerState.UP, ServerState.UP, 0).active());
        active = "";
        assertEquals("backup", decide(ServerState.STALE, ServerState.SLOW, 0).active());
        active = "";
        assertEquals("backup", decide(ServerState.UNKNOWN, ServerState.STALE, 0).active());
        active = "";
        assertEquals(
                "production", decide(ServerState.UNKNOWN, ServerState.DOWN, 0).active());
    }

    @ParameterizedTest
    @EnumSource(
            value = ServerState.class,
            names = {"DOWN", "DRAIN", "MAINT", "ALARM"})
    void leavesAtOnceWhatMayNotBeUsed(ServerState state) {
        decide(ServerState.UP, ServerState.UP, 0);
        Decision decision = decide(state, ServerState.UP, 1);
        assertEquals("backup", decision.active());
        assertEquals("production is " + state, decision.reason());
    }

    @Test
    void goesBackAfterTheHoldTimeWithoutFlapping() {
        decide(ServerState.DOWN, ServerState.UP, 0);
        decide(ServerState.UP, ServerState.UP, 10);
        assertEquals("backup", decide(ServerState.UP, ServerState.UP, 39).active());
        decide(ServerState.DOWN, ServerState.UP, 39);
        decide(ServerState.UP, ServerState.UP, 40);
        assertEquals("backup", decide(ServerState.UP, ServerState.UP, 69).active());
        Decision back = decide(ServerState.UP, ServerState.UP, 70);
        assertEquals("production", back.active());
        assertEquals("first in the configuration", back.reason());
    }

    @Test
    void manualFailbackStaysUntilTheActiveOneFails() {
        choice = new Choice(MANUAL);
        decide(ServerState.DOWN, ServerState.UP, 0);
        decide(ServerState.UP, ServerState.UP, 1);
        Decision later = decide(ServerState.UP, ServerState.UP, 10_000);
        assertEquals("backup", later.active());
        assertEquals("production is back, but failback is manual", later.reason());
        assertEquals(
                "production", decide(ServerState.UP, ServerState.DOWN, 10_001).active());
    }

    @Test
    void aBetterStateCountsOnceItHasLastedAlsoIfFailbackIsManual() {
        choice = new Choice(MANUAL);
        decide(ServerState.UP, ServerState.UP, 0);
        decide(ServerState.SLOW, ServerState.UP, 1);
        assertEquals("production", decide(ServerState.SLOW, ServerState.UP, 30).active());
        assertEquals("backup", decide(ServerState.SLOW, ServerState.UP, 31).active());
    }

    @Test
    void sequencesOfHealthyServersMoveNothing() {
        decide(ServerState.UP, ServerState.UP, 0);
        for (int i = 0; i < 100; i++) {
            Decision decision = decide(
                    server("production", ServerState.UP, 100 + i % 3),
                    server("backup", ServerState.UP, 101),
                    "",
                    false,
                    i);
            assertEquals("production", decision.active());
        }
    }

    @Test
    void amongStaleServersTheOneThatGoesFurtherIsBetter() {
        Candidate production = server("production", ServerState.STALE, 50);
        Candidate backup = server("backup", ServerState.STALE, 60);
        assertEquals("backup", decide(production, backup, "", false, 0).active());
        Candidate newerEpoch = new Candidate("production", ServerState.STALE, 1, 1);
        decide(newerEpoch, backup, "", false, 1);
        assertEquals("production", decide(newerEpoch, backup, "", false, 31).active());
    }

    @Test
    void switchedServerComesBeforeAllAsLongAsItCanBeUsed() {
        decide(ServerState.UP, ServerState.UP, 0);
        Candidate production = server("production", ServerState.UP, 100);
        Candidate slow = server("backup", ServerState.SLOW, 100);
        Decision switched = decide(production, slow, "backup", true, 1);
        assertEquals("backup", switched.active());
        assertEquals("an operator switched to it", switched.reason());
        assertEquals("backup", decide(production, slow, "backup", false, 1_000).active());
        Candidate down = server("backup", ServerState.DOWN, 100);
        assertEquals(
                "production", decide(production, down, "backup", false, 1_001).active());
        decide(production, slow, "backup", false, 1_002);
        assertEquals("backup", decide(production, slow, "backup", false, 1_032).active());
    }

    @Test
    void theActiveServerIsRankedFirstAndTheUnusableOnesLast() {
        decide(ServerState.DOWN, ServerState.UP, 0);
        Decision decision = choice.decide(
                List.of(
                        server("production", ServerState.UP, 1),
                        server("third", ServerState.DOWN, 1),
                        server("backup", ServerState.UP, 1),
                        server("fourth", ServerState.STALE, 1)),
                "backup",
                "",
                false,
                SECOND);
        assertEquals(
                List.of("backup", "production", "fourth", "third"),
                decision.ranked().stream().map(Candidate::name).toList());
    }

    @Test
    void saysSoWhenNoneMayBeUsed() {
        Decision decision = decide(ServerState.DOWN, ServerState.ALARM, 0);
        assertEquals("", decision.active());
        assertEquals("no server may be used", decision.reason());
    }
}
