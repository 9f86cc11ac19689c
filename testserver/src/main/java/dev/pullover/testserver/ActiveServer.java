package dev.pullover.testserver;

import dev.pullover.common.state.FailoverRecord;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Follows which server is in use, and how long a failover took: from the first sign that the server in use failed (the
 * start of the check that found it, or a transfer's fault) until another one, or the same again, could be used.
 */
final class ActiveServer {
    private final Choice choice;
    private String name;
    /** The last one there was. */
    private String last;

    private boolean decided;
    private OptionalLong outageSinceNanos = OptionalLong.empty();
    private @Nullable FailoverRecord lastFailover;
    /** When transfers last reported first bytes of a server, nanoseconds since 1970 UTC. */
    private final Map<String, Long> firstBytesNs = new HashMap<>();

    /**
     * @param inUse the server to stay with if it can be, or empty
     * @param last the one in use when this module last ran, or empty
     */
    ActiveServer(Choice choice, String inUse, String last, @Nullable FailoverRecord lastFailover) {
        this.choice = choice;
        this.name = inUse;
        this.last = last;
        this.lastFailover = lastFailover;
    }

    @Nullable
    FailoverRecord lastFailover() {
        return lastFailover;
    }

    /** Whether the passing of time alone may change the decision. */
    boolean isHolding() {
        return choice.isHolding();
    }

    /**
     * A transfer had its first bytes from a server.
     *
     * @param timeNs when, nanoseconds since 1970 UTC
     * @return the last failover, if that completes it
     */
    Optional<FailoverRecord> onFirstByte(String server, long timeNs) {
        firstBytesNs.put(server, timeNs);
        return completeFailover();
    }

    /**
     * Decides which server to use from now on.
     *
     * @param free whether to take the best at once
     * @param nanos now, on the nano-time source
     * @param nowNs now, nanoseconds since 1970 UTC
     */
    Step decide(Roster roster, boolean free, long nanos, long nowNs) {
        noticeFailure(roster);
        String before = name;
        Decision decision = choice.decide(roster.candidates(), name, roster.forced(), free, nanos);
        name = decision.active();
        boolean changed = !name.equals(before);
        boolean news = decided ? changed : name.isEmpty() || !name.equals(last);
        Optional<FailoverRecord> failover =
                changed && !name.isEmpty() ? endOutage(decision, nanos, nowNs) : Optional.empty();
        boolean switched = !name.isEmpty() && !last.isEmpty() && !name.equals(last);
        last = name.isEmpty() ? last : name;
        decided = true;
        return new Step(decision, before, news, switched, failover);
    }

    private void noticeFailure(Roster roster) {
        roster.find(name).ifPresent(active -> outageSinceNanos = active.failingSinceNanos());
    }

    private Optional<FailoverRecord> endOutage(Decision decision, long nanos, long nowNs) {
        OptionalLong since = outageSinceNanos;
        outageSinceNanos = OptionalLong.empty();
        boolean lost = since.isPresent()
                && decision.ranked().stream()
                        .anyMatch(candidate -> candidate.name().equals(last)
                                && (!candidate.isUsable() || last.equals(decision.active())));
        if (!lost) {
            return Optional.empty();
        }
        long outageMs = TimeUnit.NANOSECONDS.toMillis(nanos - since.getAsLong());
        lastFailover = new FailoverRecord(nowNs, last, decision.active(), outageMs, null);
        return completeFailover().or(() -> Optional.ofNullable(lastFailover));
    }

    /** Those who pull may be at the new server before it was chosen here. */
    private Optional<FailoverRecord> completeFailover() {
        FailoverRecord open = lastFailover;
        Long byteNs = open == null || open.firstByteMs() != null ? null : firstBytesNs.get(open.to());
        if (byteNs == null || byteNs < open.sinceNs()) {
            return Optional.empty();
        }
        long ms = TimeUnit.NANOSECONDS.toMillis(byteNs - open.sinceNs());
        lastFailover = new FailoverRecord(open.timeNs(), open.from(), open.to(), open.outageMs(), ms);
        return Optional.of(lastFailover);
    }

    /**
     * One decision.
     *
     * @param before the server in use before, or empty
     * @param news whether it is another one now, or none, or one again
     * @param switched whether it is another one than the last there was
     * @param failover if the change ended an outage
     */
    record Step(Decision decision, String before, boolean news, boolean switched, Optional<FailoverRecord> failover) {}
}
