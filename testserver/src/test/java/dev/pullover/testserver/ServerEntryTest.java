package dev.pullover.testserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.common.ModuleName;
import dev.pullover.common.config.ServerConfig;
import dev.pullover.common.message.Fault;
import dev.pullover.common.message.FaultKind;
import dev.pullover.common.message.ServerState;
import dev.pullover.common.state.ServerRecord;
import dev.pullover.common.state.ServerRecord.Admin;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which checks answer a transfer's fault, when they overlap with it. */
class ServerEntryTest {
    private static final long FAULT_NS = 1_000;
    private static final Finding GOOD = new Finding.Healthy("", "");

    private ServerEntry entry;

    @BeforeEach
    void startUpAndMeetAFault() {
        ServerRecord unknown = new ServerRecord(
                "a", ServerState.UNKNOWN, Admin.READY, "", 0, 0, "", 0, "", 0, 0, 0, 0, List.of(), List.of());
        ServerConfig config =
                new ServerConfig("a", URI.create("file:///a"), Optional.empty(), Optional.empty(), List.of());
        entry = new ServerEntry(config, new StateMachine(2, 3, unknown), unknown);
        check(100, true);
        assertTrue(entry.onFault(fault(FAULT_NS), FAULT_NS, FAULT_NS));
    }

    private static Fault fault(long timeNs) {
        return fault(timeNs, FaultKind.REFUSED);
    }

    private static Fault fault(long timeNs, FaultKind kind) {
        return new Fault(timeNs, ModuleName.COPYLIST, "a", kind, "test");
    }

    private void check(long startedNs, boolean fresh) {
        check(startedNs, startedNs, fresh);
    }

    private void check(long startedNs, long startedNanos, boolean fresh) {
        LayerResult layer = new LayerResult(Layer.HEALTH, true, 1, "");
        CheckResult.Passed passed = new CheckResult.Passed(null, "");
        entry.onResult(new CheckResult("a", startedNs, startedNanos, 1, fresh, List.of(layer), passed));
        entry.onFinding(GOOD, startedNanos, startedNs);
    }

    @Test
    void aGoodCheckOfTheOpenConnectionDoesNotAnswerIt() {
        check(FAULT_NS + 1, false);
        assertTrue(entry.hasOpenFault());
        assertEquals(Pace.NOW, entry.machine().pace());
        assertEquals(OptionalLong.of(FAULT_NS), entry.failingSinceNanos());
    }

    @Test
    void aLoginThatBeganBeforeItDoesNotAnswerIt() {
        check(FAULT_NS - 1, true);
        assertTrue(entry.hasOpenFault());
        assertEquals(Pace.NOW, entry.machine().pace());
    }

    @Test
    void aLoginThatBeganLaterAnswersItAndAllFaultsBefore() {
        check(FAULT_NS + 10, true);
        assertFalse(entry.hasOpenFault());
        assertEquals(Pace.STEADY, entry.machine().pace());
        assertEquals(OptionalLong.empty(), entry.failingSinceNanos());
        assertFalse(entry.onFault(fault(FAULT_NS + 9), FAULT_NS + 20, FAULT_NS + 20));
        assertTrue(entry.onFault(fault(FAULT_NS + 11), FAULT_NS + 20, FAULT_NS + 20));
    }

    @Test
    void aClockThatIsSetBackBeforeTheLoginLeavesItAnswered() {
        check(FAULT_NS - 500, FAULT_NS + 10, true);
        assertFalse(entry.hasOpenFault());
        assertEquals(Pace.STEADY, entry.machine().pace());
    }

    @Test
    void onceItIsAnsweredASofterOneThatCameMeanwhileTakesFallFailedChecks() {
        assertTrue(entry.onFault(fault(FAULT_NS + 5, FaultKind.UNREACHABLE), FAULT_NS + 5, FAULT_NS + 5));
        check(FAULT_NS + 2, true);
        assertTrue(entry.hasOpenFault());
        entry.onFinding(new Finding.Failing(FaultKind.UNREACHABLE, "gone"), FAULT_NS + 9, FAULT_NS + 9);
        assertEquals(ServerState.UP, entry.machine().state());
    }

    @Test
    void afterItOneFailedCheckIsEnough() {
        entry.onFinding(new Finding.Failing(FaultKind.OUTBOX, "gone"), FAULT_NS + 1, FAULT_NS + 1);
        assertEquals(ServerState.DOWN, entry.machine().state());
        assertFalse(entry.onFault(fault(FAULT_NS + 11), FAULT_NS + 20, FAULT_NS + 20), "it is down already");
    }
}
