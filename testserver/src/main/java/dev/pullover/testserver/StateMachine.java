package dev.pullover.testserver;

import dev.pullover.common.message.FaultKind;
import dev.pullover.common.message.ServerState;
import dev.pullover.common.state.ServerRecord;
import dev.pullover.common.state.ServerRecord.Admin;
import dev.pullover.common.state.ServerRecord.Transition;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What to think of one server, from what checks find, transfers report and operators ask. Pure: no clock, no threads.
 *
 * <ul>
 *   <li>A plain failure (refused, reset, no answer), found by a check or reported by a transfer, is confirmed by one
 *       more check at once; if that fails in any way, the server is down. Other failures take {@code fall} in a row.
 *   <li>A server that is down is up again after {@code rise} good checks in a row. One of which nothing is known yet is
 *       up after the first, and down after the first refused login, which had better not be repeated in a hurry.
 *   <li>Slow and stale are reached after {@code fall} such checks in a row; slow is left after {@code rise} others,
 *       stale after one, because then it simply is not behind any more.
 *   <li>An alarm holds at once, and until an operator says {@code ready}. Meanwhile, as in maintenance, nothing is
 *       checked, and afterwards nothing is known.
 * </ul>
 */
final class StateMachine {
    private final int rise;
    private final int fall;
    private final Deque<Transition> transitions = new ArrayDeque<>();
    private Admin admin;
    private boolean alarm;
    /** UNKNOWN, UP, SLOW, STALE or DOWN: without regard to operators and alarms. */
    private ServerState health = ServerState.UNKNOWN;

    private boolean suspect;
    private int failures;
    private int passes;
    private ServerState tendency = ServerState.UNKNOWN;
    private int tendencyChecks;
    private @Nullable FaultKind lastFailure;

    private ServerState recorded;
    private String reason;
    private long sinceNs;
    private long ups;
    private long downs;
    private long downtimeMs;

    /**
     * @param rise good checks in a row until a server is up, at least 1
     * @param fall bad checks in a row until a server is down, at least 1
     * @param remembered what was known when this module last ran: its operators' orders, an alarm and the history go on;
     *     its health is to be found out anew
     */
    StateMachine(int rise, int fall, ServerRecord remembered) {
        this.rise = rise;
        this.fall = fall;
        this.admin = remembered.admin();
        this.alarm = remembered.state() == ServerState.ALARM;
        this.recorded = remembered.state();
        this.reason = remembered.reason();
        this.sinceNs = remembered.sinceNs();
        this.ups = remembered.ups();
        this.downs = remembered.downs();
        this.downtimeMs = remembered.downtimeMs();
        this.transitions.addAll(remembered.transitions());
    }

    /** Takes what a check found, and tells whether that changed the state. */
    Optional<Transition> onFinding(Finding finding, long nowNs) {
        if (pace() == Pace.NEVER) {
            return Optional.empty();
        }
        if (finding instanceof Finding.Healthy healthy) {
            return onHealthy(healthy, nowNs);
        }
        if (finding instanceof Finding.Failing failing) {
            return onFailing(failing, nowNs);
        }
        alarm = true;
        return forget(((Finding.Alarming) finding).reason(), nowNs);
    }

    /** A transfer met a plain failure: the next check confirms or clears it. */
    void suspect() {
        suspect = health != ServerState.DOWN;
    }

    /**
     * Does what an operator asks. {@code READY} also clears an alarm.
     *
     * @return the change of state, if it is one
     */
    Optional<Transition> onOrder(Admin order, String why, long nowNs) {
        boolean wasChecked = pace() != Pace.NEVER;
        admin = order;
        alarm &= order != Admin.READY;
        boolean goesOn = wasChecked && pace() != Pace.NEVER;
        Optional<Transition> transition = goesOn ? settle(why, nowNs) : forget(why, nowNs);
        if (state() == ServerState.MAINT || state() == ServerState.DRAIN) {
            reason = why;
        }
        return transition;
    }

    /** How soon it is to be checked again. */
    Pace pace() {
        if (admin == Admin.MAINT || alarm) {
            return Pace.NEVER;
        }
        if (suspect || (health == ServerState.UNKNOWN && failures == 0)) {
            return Pace.NOW;
        }
        boolean refused = lastFailure == FaultKind.AUTH;
        if (health == ServerState.DOWN && passes == 0) {
            return refused ? Pace.REFUSED : Pace.DOWN;
        }
        boolean changing = failures + passes + tendencyChecks > 0;
        return changing && !refused ? Pace.FAST : Pace.STEADY;
    }

    ServerState state() {
        if (admin == Admin.MAINT) {
            return ServerState.MAINT;
        }
        if (alarm) {
            return ServerState.ALARM;
        }
        return admin == Admin.DRAIN && health != ServerState.DOWN ? ServerState.DRAIN : health;
    }

    Admin admin() {
        return admin;
    }

    /** The last state that was found: after a restart, the one remembered, until there is news. */
    ServerState recorded() {
        return recorded;
    }

    /** Why it is in the {@link #recorded} state, or empty. */
    String reason() {
        return reason;
    }

    /** Since when it is, nanoseconds since 1970 UTC. */
    long sinceNs() {
        return sinceNs;
    }

    /** Bad checks in a row up to now. */
    int failures() {
        return failures;
    }

    long ups() {
        return ups;
    }

    long downs() {
        return downs;
    }

    /** Of times past, without the present one, milliseconds. */
    long downtimeMs() {
        return downtimeMs;
    }

    /** The last ones, newest first. */
    List<Transition> transitions() {
        return List.copyOf(transitions);
    }

    private Optional<Transition> onHealthy(Finding.Healthy found, long nowNs) {
        suspect = false;
        failures = 0;
        lastFailure = null;
        ServerState target = target(found);
        String why = target == ServerState.STALE ? found.behind() : target == ServerState.SLOW ? found.slow() : "";
        if (health == ServerState.UNKNOWN || (health == ServerState.DOWN && ++passes >= rise)) {
            return become(target, why, nowNs);
        }
        if (health == ServerState.DOWN) {
            return Optional.empty();
        }
        if (target == health) {
            tendencyChecks = 0;
            refreshReason(why);
            return Optional.empty();
        }
        tendencyChecks = target == tendency ? tendencyChecks + 1 : 1;
        tendency = target;
        return tendencyChecks >= checksUntil(target) ? become(target, why, nowNs) : Optional.empty();
    }

    private static ServerState target(Finding.Healthy found) {
        if (!found.behind().isEmpty()) {
            return ServerState.STALE;
        }
        return found.slow().isEmpty() ? ServerState.UP : ServerState.SLOW;
    }

    private int checksUntil(ServerState target) {
        if (target.compareTo(health) > 0) {
            return fall;
        }
        return health == ServerState.STALE ? 1 : rise;
    }

    private Optional<Transition> onFailing(Finding.Failing found, long nowNs) {
        passes = 0;
        tendencyChecks = 0;
        failures++;
        lastFailure = found.kind();
        if (health == ServerState.DOWN) {
            refreshReason(found.reason());
            return Optional.empty();
        }
        boolean confirmed = suspect;
        suspect = found.kind().isHard();
        boolean refusedAtFirst = health == ServerState.UNKNOWN && found.kind() == FaultKind.AUTH;
        boolean down = confirmed || refusedAtFirst || (!suspect && failures >= fall);
        return down ? become(ServerState.DOWN, found.reason(), nowNs) : Optional.empty();
    }

    private Optional<Transition> become(ServerState newHealth, String why, long nowNs) {
        health = newHealth;
        suspect = false;
        passes = 0;
        tendencyChecks = 0;
        refreshReason(why);
        return settle(why, nowNs);
    }

    /** Nothing is known of its health any more. */
    private Optional<Transition> forget(String why, long nowNs) {
        failures = 0;
        lastFailure = null;
        return become(ServerState.UNKNOWN, why, nowNs);
    }

    /** Records a change of state, if there is one. */
    private Optional<Transition> settle(String why, long nowNs) {
        ServerState state = state();
        if (state == recorded) {
            return Optional.empty();
        }
        if (!recorded.isUsable()) {
            downtimeMs += Math.max(0, TimeUnit.NANOSECONDS.toMillis(nowNs - sinceNs));
        }
        ups += state.isUsable() && !recorded.isUsable() ? 1 : 0;
        downs += recorded.isUsable() && !state.isUsable() ? 1 : 0;
        Transition transition = new Transition(nowNs, recorded, state, why);
        transitions.addFirst(transition);
        while (transitions.size() > ServerRecord.MAX_TRANSITIONS) {
            transitions.removeLast();
        }
        recorded = state;
        sinceNs = nowNs;
        reason = why;
        return Optional.of(transition);
    }

    /** Of a state that goes on; not of one that an operator gave, whose reason is his. */
    private void refreshReason(String why) {
        if (state() == health) {
            reason = why;
        }
    }
}
