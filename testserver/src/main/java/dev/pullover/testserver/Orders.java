package dev.pullover.testserver;

import dev.pullover.common.message.ServerState;
import dev.pullover.common.message.Utf8;
import dev.pullover.common.state.Control;
import dev.pullover.common.state.ServerRecord.Admin;
import java.util.Optional;

/** Carries out what operators ask of servers. */
final class Orders {
    static final String DRAIN = "drain";
    static final String MAINT = "maint";
    static final String READY = "ready";
    static final String SWITCH = "switch";

    /** What is kept of the reason that an operator gives, in bytes. */
    private static final int MAX_WHY_BYTES = 200;

    private Orders() {}

    /**
     * What came of an order.
     *
     * @param change of a server's state, if there was one
     * @param switched whether the server to use is to be chosen anew at once
     */
    record Outcome(Control.Answer answer, Optional<Roster.Change> change, boolean switched) {
        private static Outcome refused(String message) {
            return new Outcome(new Control.Answer(false, message), Optional.empty(), false);
        }
    }

    static Outcome carryOut(Roster roster, Control.Request request, long nowNs) {
        Optional<ServerEntry> entry = roster.find(request.target());
        if (entry.isEmpty()) {
            return Outcome.refused(noSuchServer(request.target(), roster));
        }
        return switch (request.verb()) {
            case DRAIN -> order(roster, entry.get(), Admin.DRAIN, "drained", request, nowNs);
            case MAINT -> order(roster, entry.get(), Admin.MAINT, "taken out", request, nowNs);
            case READY -> order(roster, entry.get(), Admin.READY, "made ready", request, nowNs);
            case SWITCH -> switchTo(roster, entry.get(), request);
            default -> Outcome.refused("testserver does not know '" + request.verb() + "'");
        };
    }

    static String noSuchServer(String name, Roster roster) {
        return "there is no server '" + name + "' in the configuration, only: " + roster.names();
    }

    private static Outcome order(
            Roster roster, ServerEntry entry, Admin order, String done, Control.Request request, long nowNs) {
        StateMachine machine = entry.machine();
        boolean wasForced = roster.forced().equals(entry.name());
        boolean nothingToDo = order == Admin.READY
                && machine.admin() == Admin.READY
                && machine.state() != ServerState.ALARM
                && !wasForced;
        if (nothingToDo) {
            String message = entry.name() + " is ready already; it is " + describe(machine);
            return new Outcome(new Control.Answer(true, message), Optional.empty(), false);
        }
        String why = why(done, request);
        Optional<Roster.Change> change = roster.order(entry, order, why, nowNs);
        String message = entry.name() + " " + why + "; it is " + machine.state() + " now";
        return new Outcome(new Control.Answer(true, message), change, wasForced);
    }

    private static Outcome switchTo(Roster roster, ServerEntry entry, Control.Request request) {
        StateMachine machine = entry.machine();
        if (!machine.state().isUsable()) {
            return Outcome.refused("not switched: " + entry.name() + " is " + describe(machine));
        }
        roster.switchTo(entry, request.untilNs());
        String message = entry.name() + " " + why("switched to", request);
        return new Outcome(new Control.Answer(true, message), Optional.empty(), true);
    }

    private static String describe(StateMachine machine) {
        return machine.state() + (machine.reason().isEmpty() ? "" : ": " + machine.reason());
    }

    private static String why(String done, Control.Request request) {
        String reason = request.reason().isBlank() ? "" : ": " + request.reason();
        return Utf8.cut(done + " by " + request.by() + reason, MAX_WHY_BYTES);
    }
}
