package dev.pullover.common.state;

import dev.pullover.common.message.ServerState;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What {@code servers.json} says of one server. Times are nanoseconds since 1970 UTC.
 *
 * @param name in the configuration
 * @param state what testserver thinks of it
 * @param admin what an operator asked for: {@code READY}, {@code DRAIN} or {@code MAINT}
 * @param reason of the state, for people
 * @param sinceNs when the state began
 * @param lastCheckNs when the last check ended, 0 if there was none
 * @param layer the deepest layer that the last check reached
 * @param durationMs what the last check took, milliseconds
 * @param epoch of its catalog, or empty
 * @param sequence last in its catalog, 0 if not known
 * @param ups changes to a usable state
 * @param downs changes to a state that is not usable
 * @param downtimeMs how long it was not usable, in all, milliseconds, without the present time
 * @param transitions the last ones, newest first
 * @param layers of the last check; of those that it did not need to run, as they were last
 */
public record ServerRecord(
        String name,
        ServerState state,
        Admin admin,
        String reason,
        long sinceNs,
        long lastCheckNs,
        @Nullable String layer,
        long durationMs,
        String epoch,
        long sequence,
        long ups,
        long downs,
        long downtimeMs,
        List<Transition> transitions,
        List<LayerRecord> layers) {
    /** Most transitions kept. */
    public static final int MAX_TRANSITIONS = 10;

    public ServerRecord {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(admin, "admin");
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(epoch, "epoch");
        transitions = List.copyOf(transitions);
        layers = List.copyOf(layers);
    }

    /** In one line, for people: {@code production: DOWN, connection refused by 192.0.2.1:22 (life)}. */
    public String summary() {
        String summary = name + ": " + state + (reason.isEmpty() ? "" : ", " + reason);
        return state == ServerState.ALARM ? summary + ", until: pullover testserver ready " + name : summary;
    }

    /** What an operator asked for. */
    public enum Admin {
        READY,
        DRAIN,
        MAINT
    }

    /** A change of state. */
    public record Transition(long timeNs, ServerState from, ServerState to, String reason) {}
}
