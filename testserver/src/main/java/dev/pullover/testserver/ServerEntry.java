package dev.pullover.testserver;

import dev.pullover.common.catalog.CatalogHead;
import dev.pullover.common.config.ServerConfig;
import dev.pullover.common.message.Fault;
import dev.pullover.common.state.LayerRecord;
import dev.pullover.common.state.ServerRecord;
import dev.pullover.common.state.ServerRecord.Admin;
import dev.pullover.common.state.ServerRecord.Transition;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/** One server: its configuration, its state, and what its last check was like. */
final class ServerEntry {
    private final ServerConfig config;
    private final StateMachine machine;
    private final Map<Layer, LayerRecord> layers = new EnumMap<>(Layer.class);
    private String layer;
    private long lastCheckNs;
    private long durationMs;
    private String epoch;
    private long sequence;
    /** On the nano-time source, as all of these: the wall clock may be set. */
    private OptionalLong lastLoginNanos = OptionalLong.empty();
    /** When a transfer met the last failure that no new connection has answered yet; empty if there is none. */
    private OptionalLong faultNanos = OptionalLong.empty();
    /** The same of plain failures alone, which one more check confirms. */
    private OptionalLong hardFaultNanos = OptionalLong.empty();
    /** When the present row of failures began; empty if there is none. */
    private OptionalLong failingSinceNanos = OptionalLong.empty();

    ServerEntry(ServerConfig config, StateMachine machine, ServerRecord remembered) {
        this.config = config;
        this.machine = machine;
        this.layer = remembered.layer() == null ? "" : remembered.layer();
        this.lastCheckNs = remembered.lastCheckNs();
        this.durationMs = remembered.durationMs();
        this.epoch = remembered.epoch();
        this.sequence = remembered.sequence();
        remembered.layers().forEach(known -> Layer.ofWord(known.layer()).ifPresent(key -> layers.put(key, known)));
    }

    String name() {
        return config.name();
    }

    ServerConfig config() {
        return config;
    }

    StateMachine machine() {
        return machine;
    }

    /** Of its catalog, or empty if it has none or it is not known. */
    String epoch() {
        return epoch;
    }

    /** Last in its catalog, 0 if not known. */
    long sequence() {
        return sequence;
    }

    OptionalLong failingSinceNanos() {
        return failingSinceNanos;
    }

    /** Deepest layer that the last check reached, or empty. */
    String layer() {
        return layer;
    }

    /** Whether a transfer met a failure that is to be looked into at once. */
    boolean hasOpenFault() {
        return faultNanos.isPresent();
    }

    /**
     * A transfer failed. If that is news, the server is to be checked at once, over a new connection, because an open one
     * may go on working when new ones are refused.
     *
     * @param nanos now, on the nano-time source
     * @param nowNs now, nanoseconds since 1970 UTC
     * @return whether it is news
     */
    boolean onFault(Fault fault, long nanos, long nowNs) {
        long metNanos = nanos - Math.max(0, nowNs - fault.timeNs());
        boolean news = !isAnswered(metNanos, lastLoginNanos)
                && machine.pace() != Pace.NEVER
                && machine.state().isUsable();
        if (!news) {
            return false;
        }
        faultNanos = OptionalLong.of(metNanos);
        hardFaultNanos = fault.kind().isHard() ? faultNanos : hardFaultNanos;
        suspectAgain();
        if (failingSinceNanos.isEmpty()) {
            failingSinceNanos = faultNanos;
        }
        return true;
    }

    /** A transfer found that nothing may be taken from it until an operator has looked. */
    Optional<Transition> onAlarm(String problem, long nowNs) {
        overrule(Layer.HEALTH, problem);
        return machine.onFinding(new Finding.Alarming(problem), nowNs);
    }

    /** Does what an operator asks; what failed before that is no failover's beginning any more. */
    Optional<Transition> onOrder(Admin order, String why, long nowNs) {
        failingSinceNanos = OptionalLong.empty();
        return machine.onOrder(order, why, nowNs);
    }

    /** Keeps what a check was like. What it means is for {@link Roster} to say. */
    void onResult(CheckResult result) {
        lastCheckNs = result.endedNs();
        durationMs = TimeUnit.NANOSECONDS.toMillis(result.durationNs());
        result.layers().forEach(tried -> layers.put(tried.layer(), tried.record()));
        Layer deepest = result.layers().get(result.layers().size() - 1).layer();
        layers.keySet().removeIf(key -> key.compareTo(deepest) > 0);
        layer = deepest.word();
        if (result.outcome() instanceof CheckResult.Passed passed) {
            CatalogHead head = passed.head();
            epoch = head == null ? "" : head.epoch().toString();
            sequence = head == null ? 0 : head.seq();
        }
        if (result.fresh()) {
            lastLoginNanos = OptionalLong.of(result.startedNanos());
            faultNanos = unanswered(faultNanos);
            hardFaultNanos = unanswered(hardFaultNanos);
        }
    }

    /** A failure that a transfer met, if no connection was begun since. */
    private OptionalLong unanswered(OptionalLong met) {
        return met.isPresent() && isAnswered(met.getAsLong(), lastLoginNanos) ? OptionalLong.empty() : met;
    }

    private static boolean isAnswered(long metNanos, OptionalLong loginNanos) {
        return loginNanos.isPresent() && loginNanos.getAsLong() - metNanos >= 0;
    }

    /** What the check had not seen itself: at this layer, something is wrong. */
    void overrule(Layer at, String detail) {
        LayerRecord seen = layers.get(at);
        layers.put(at, new LayerRecord(at.word(), false, seen == null ? 0 : seen.durationMs(), detail));
        layers.keySet().removeIf(key -> key.compareTo(at) > 0);
        layer = at.word();
    }

    /**
     * Makes a state of what was found.
     *
     * @param startedNanos when the check began, on the nano-time source
     * @return the change of state, if it is one
     */
    Optional<Transition> onFinding(Finding finding, long startedNanos, long nowNs) {
        boolean good = finding instanceof Finding.Healthy && faultNanos.isEmpty();
        if (good) {
            failingSinceNanos = OptionalLong.empty();
        } else if (failingSinceNanos.isEmpty()) {
            failingSinceNanos = OptionalLong.of(startedNanos);
        }
        Optional<Transition> transition = machine.onFinding(finding, nowNs);
        suspectAgain();
        return transition;
    }

    /** A check that used the open connection has not answered a fault. */
    private void suspectAgain() {
        if (hardFaultNanos.isPresent()) {
            machine.suspect();
        }
    }

    ServerRecord record() {
        return new ServerRecord(
                name(),
                machine.recorded(),
                machine.admin(),
                machine.reason(),
                machine.sinceNs(),
                lastCheckNs,
                layer,
                durationMs,
                epoch,
                sequence,
                machine.ups(),
                machine.downs(),
                machine.downtimeMs(),
                machine.transitions(),
                List.copyOf(layers.values()));
    }
}
