package dev.pullover.testserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.common.message.FaultKind;
import dev.pullover.common.message.ServerState;
import dev.pullover.common.state.ServerRecord;
import dev.pullover.common.state.ServerRecord.Admin;
import dev.pullover.common.state.ServerRecord.Transition;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StateMachineTest {
    private static final int RISE = 2;
    private static final int FALL = 3;
    private static final Finding GOOD = new Finding.Healthy("", "");
    private static final Finding SLOW = new Finding.Healthy("slow: 2000 ms", "");
    private static final Finding BEHIND = new Finding.Healthy("", "10 behind");
    private static final Finding SOFT = failing(FaultKind.OUTBOX);
    private static final Finding HARD = failing(FaultKind.REFUSED);

    private final StateMachine machine = machine(ServerState.UNKNOWN, Admin.READY);
    private long nowNs = 1_000_000_000L;

    static Finding failing(FaultKind kind) {
        return new Finding.Failing(kind, kind + " (life)");
    }

    static StateMachine machine(ServerState state, Admin admin) {
        return new StateMachine(RISE, FALL, record(state, admin));
    }

    private static ServerRecord record(ServerState state, Admin admin) {
        List<Transition> history = List.of(new Transition(5, ServerState.UNKNOWN, state, "before"));
        return new ServerRecord("a", state, admin, "before", 5, 5, "life", 1, "", 0, 3, 4, 1000, history, List.of());
    }

    private Optional<Transition> find(Finding... findings) {
        Optional<Transition> last = Optional.empty();
        for (Finding finding : findings) {
            nowNs += 1_000_000;
            last = machine.onFinding(finding, nowNs);
        }
        return last;
    }

    @Test
    void firstGoodCheckDecidesAtOnce() {
        assertEquals(Pace.NOW, machine.pace());
        find(GOOD);
        assertEquals(ServerState.UP, machine.state());
        assertEquals(Pace.STEADY, machine.pace());
    }

    @ParameterizedTest
    @EnumSource(
            value = FaultKind.class,
            names = {"REFUSED", "RESET", "TIMEOUT"})
    void plainFailureIsConfirmedOnceAndAtOnce(FaultKind kind) {
        find(GOOD, failing(kind));
        assertEquals(ServerState.UP, machine.state());
        assertEquals(Pace.NOW, machine.pace());
        Transition transition = find(SOFT).orElseThrow();
        assertEquals(ServerState.DOWN, transition.to());
        assertEquals("OUTBOX (life)", transition.reason());
        assertEquals(2, machine.failures());
        assertEquals(Pace.DOWN, machine.pace());
    }

    @Test
    void aGoodCheckClearsTheSuspicion() {
        find(GOOD, HARD, GOOD);
        assertEquals(Pace.STEADY, machine.pace());
        find(HARD);
        assertEquals(ServerState.UP, machine.state());
    }

    @Test
    void softFailuresTakeFallInARow() {
        find(GOOD, SOFT, SOFT);
        assertEquals(ServerState.UP, machine.state());
        assertEquals(Pace.FAST, machine.pace());
        find(GOOD, SOFT, SOFT);
        assertEquals(ServerState.UP, machine.state());
        find(SOFT);
        assertEquals(ServerState.DOWN, machine.state());
    }

    @Test
    void aTransfersFailureNeedsOneMoreFailedCheck() {
        find(GOOD);
        machine.suspect();
        assertEquals(Pace.NOW, machine.pace());
        find(SOFT);
        assertEquals(ServerState.DOWN, machine.state());
    }

    @Test
    void comesBackAfterRiseGoodChecksInARow() {
        find(GOOD, HARD, HARD);
        find(GOOD);
        assertEquals(ServerState.DOWN, machine.state());
        assertEquals(Pace.FAST, machine.pace());
        find(SOFT, GOOD);
        assertEquals(ServerState.DOWN, machine.state());
        find(GOOD);
        assertEquals(ServerState.UP, machine.state());
    }

    @Test
    void aRefusedLoginIsNotRepeatedInAHurry() {
        find(failing(FaultKind.AUTH));
        assertEquals(ServerState.DOWN, machine.state());
        assertEquals(Pace.REFUSED, machine.pace());
        find(GOOD, GOOD, failing(FaultKind.AUTH));
        assertEquals(ServerState.UP, machine.state());
        assertEquals(Pace.STEADY, machine.pace());
        find(failing(FaultKind.AUTH), failing(FaultKind.AUTH));
        assertEquals(ServerState.DOWN, machine.state());
    }

    @Test
    void slowAndStaleTakeFallChecksAndAreLeftByTheirOwnRules() {
        find(GOOD, SLOW, SLOW);
        assertEquals(ServerState.UP, machine.state());
        find(SLOW);
        assertEquals(ServerState.SLOW, machine.state());
        assertEquals("slow: 2000 ms", machine.reason());
        find(GOOD);
        assertEquals(ServerState.SLOW, machine.state());
        find(GOOD);
        assertEquals(ServerState.UP, machine.state());
        find(BEHIND, BEHIND, BEHIND);
        assertEquals(ServerState.STALE, machine.state());
        find(GOOD);
        assertEquals(ServerState.UP, machine.state());
    }

    @Test
    void atFirstOneLookMakesItStale() {
        find(BEHIND);
        assertEquals(ServerState.STALE, machine.state());
    }

    @Test
    void alarmHoldsAtOnceAndUntilAnOperatorClearsIt() {
        find(GOOD);
        find(new Finding.Alarming("wrong host key (auth)"));
        assertEquals(ServerState.ALARM, machine.state());
        assertEquals(Pace.NEVER, machine.pace());
        find(GOOD, GOOD, GOOD);
        assertEquals(ServerState.ALARM, machine.state());
        machine.onOrder(Admin.READY, "made ready by root", nowNs);
        assertEquals(ServerState.UNKNOWN, machine.state());
        assertEquals(Pace.NOW, machine.pace());
        find(GOOD);
        assertEquals(ServerState.UP, machine.state());
    }

    @Test
    void drainHidesHealthButNotThatItIsDown() {
        find(GOOD);
        machine.onOrder(Admin.DRAIN, "drained by root: disks", nowNs);
        assertEquals(ServerState.DRAIN, machine.state());
        assertEquals("drained by root: disks", machine.reason());
        find(HARD, HARD);
        assertEquals(ServerState.DOWN, machine.state());
        find(GOOD, GOOD);
        assertEquals(ServerState.DRAIN, machine.state());
        machine.onOrder(Admin.READY, "made ready by root", nowNs);
        assertEquals(ServerState.UP, machine.state());
    }

    @Test
    void maintenanceStopsChecksAndForgetsHealth() {
        find(GOOD);
        machine.onOrder(Admin.MAINT, "taken out by root", nowNs);
        assertEquals(ServerState.MAINT, machine.state());
        assertTrue(find(HARD, HARD).isEmpty());
        machine.onOrder(Admin.READY, "made ready by root", nowNs);
        assertEquals(ServerState.UNKNOWN, machine.state());
    }

    @Test
    void countsUpsDownsAndDowntime() {
        find(GOOD);
        find(HARD, HARD);
        long downAtNs = nowNs;
        assertEquals(4 + 1, machine.downs());
        nowNs = downAtNs + 7_000_000_000L - 2_000_000;
        find(GOOD, GOOD);
        assertEquals(3 + 1, machine.ups());
        assertEquals(1000 + 7000, machine.downtimeMs());
        assertEquals(nowNs, machine.sinceNs());
    }

    @Test
    void keepsTheLastTenTransitionsNewestFirst() {
        find(GOOD);
        for (int i = 0; i < 10; i++) {
            find(HARD, HARD, GOOD, GOOD);
        }
        List<Transition> transitions = machine.transitions();
        assertEquals(10, transitions.size());
        assertEquals(new Transition(nowNs, ServerState.DOWN, ServerState.UP, ""), transitions.get(0));
        assertEquals(ServerState.DOWN, transitions.get(1).to());
    }

    @Test
    void aRestartThatFindsTheSameStateIsNoTransition() {
        StateMachine restarted = machine(ServerState.DOWN, Admin.READY);
        assertEquals(ServerState.UNKNOWN, restarted.state());
        assertEquals(ServerState.DOWN, restarted.recorded());
        restarted.onFinding(HARD, nowNs);
        assertTrue(restarted.onFinding(HARD, nowNs).isEmpty());
        assertEquals(ServerState.DOWN, restarted.state());
        assertEquals(5, restarted.sinceNs());
        assertEquals("REFUSED (life)", restarted.reason());
        assertEquals(1, restarted.transitions().size());
    }

    @Test
    void aRestartThatFindsAnotherStateGoesOnFromTheOneRemembered() {
        StateMachine restarted = machine(ServerState.DOWN, Admin.READY);
        Transition transition = restarted.onFinding(GOOD, nowNs).orElseThrow();
        assertEquals(new Transition(nowNs, ServerState.DOWN, ServerState.UP, ""), transition);
        assertEquals(4, restarted.ups());
    }

    @ParameterizedTest
    @EnumSource(
            value = ServerState.class,
            names = {"ALARM", "MAINT", "DRAIN"})
    void aRestartKeepsOrdersAndAlarms(ServerState state) {
        Admin admin = state == ServerState.ALARM ? Admin.READY : Admin.valueOf(state.name());
        StateMachine restarted = machine(state, admin);
        assertEquals(state, restarted.state());
        restarted.onFinding(GOOD, nowNs);
        assertEquals(state, restarted.state());
        assertFalse(restarted.state().isUsable());
    }
}
