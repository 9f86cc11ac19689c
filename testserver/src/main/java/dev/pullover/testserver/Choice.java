package dev.pullover.testserver;

import dev.pullover.common.config.FailbackConfig;
import dev.pullover.common.config.FailbackPolicy;
import dev.pullover.common.message.ServerState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Chooses the server to use. Pure but for its memory of how long another server has been better.
 *
 * <p>Servers are ranked by state (UP, SLOW, STALE, not checked yet), stale ones among themselves by how far their
 * catalogs go, and then by their order in the configuration. One that an operator switched to comes before all.
 *
 * <p>A server in use is left
 *
 * <ol>
 *   <li>at once, when it may not be used any more, or an operator says so;
 *   <li>for one in a better state, once that has been better for all of {@code hold};
 *   <li>for one in as good a state, but preferred, once that has been so for all of {@code hold}, and only if failback
 *       is automatic.
 * </ol>
 *
 * <p>So a difference in sequence numbers alone moves nothing: between two servers that are up it is only the delay of
 * replication, or of our own looking; one that is really behind becomes STALE, which is the second case.
 */
final class Choice {
    private static final Comparator<Candidate> BY_STATE = Comparator.comparing(
                    Candidate::state, Comparator.comparingInt(Choice::rank))
            .thenComparing(Choice::compareStale);

    private final boolean automatic;
    private final long holdNs;
    /** Since when servers have been better than the active one, on the nano-time source. */
    private final Map<String, Long> betterSince = new HashMap<>();

    Choice(FailbackConfig failback) {
        this.automatic = failback.policy() == FailbackPolicy.AUTOMATIC;
        this.holdNs = failback.hold().toNanos();
    }

    /**
     * Decides.
     *
     * @param candidates all servers, in the order of the configuration
     * @param active the one in use, or empty
     * @param forced the one that an operator switched to, or empty
     * @param free whether to take the best at once: at a cold start, and when an operator has just switched
     * @param nanos now, on the nano-time source
     */
    Decision decide(List<Candidate> candidates, String active, String forced, boolean free, long nanos) {
        List<Candidate> ranked = ranked(candidates, forced);
        Optional<Candidate> best = ranked.stream().filter(Candidate::isUsable).findFirst();
        Optional<Candidate> current = best.flatMap(any -> find(ranked, active)).filter(Candidate::isUsable);
        if (best.isEmpty()) {
            betterSince.clear();
            return new Decision("", "no server may be used", ranked);
        }
        Candidate chosen = current.isEmpty() || free
                ? best.get()
                : lastingBetter(ranked, current.get(), nanos).orElse(current.get());
        if (free || !chosen.name().equals(active)) {
            betterSince.clear();
        }
        ranked.remove(chosen);
        ranked.add(0, chosen);
        return new Decision(chosen.name(), reason(chosen, candidates, forced), List.copyOf(ranked));
    }

    /** Whether another server is better already, and only has to stay so for a while. */
    boolean isHolding() {
        return !betterSince.isEmpty();
    }

    private static List<Candidate> ranked(List<Candidate> candidates, String forced) {
        List<Candidate> ranked = new ArrayList<>(candidates);
        Comparator<Candidate> byOrder = Comparator.comparing(
                candidate -> !(candidate.isUsable() && candidate.name().equals(forced)));
        ranked.sort(byOrder.thenComparing(BY_STATE));
        return ranked;
    }

    /** The best of those that have been better for long enough. */
    private Optional<Candidate> lastingBetter(List<Candidate> ranked, Candidate current, long nanos) {
        List<Candidate> before = ranked.subList(0, ranked.indexOf(current));
        List<Candidate> better =
                before.stream().filter(other -> mayReplace(other, current)).toList();
        betterSince.keySet().removeIf(name -> find(better, name).isEmpty());
        better.forEach(other -> betterSince.putIfAbsent(other.name(), nanos));
        return better.stream()
                .filter(other -> nanos - betterSince.get(other.name()) >= holdNs)
                .findFirst();
    }

    /** Being only preferred is not enough where an operator wants to decide on failback. */
    private boolean mayReplace(Candidate other, Candidate current) {
        return automatic || BY_STATE.compare(other, current) < 0;
    }

    private String reason(Candidate chosen, List<Candidate> candidates, String forced) {
        if (chosen.name().equals(forced)) {
            return "an operator switched to it";
        }
        Optional<Candidate> forcedOne = find(candidates, forced);
        Candidate preferred = forcedOne.orElse(candidates.get(0));
        if (chosen.equals(preferred)) {
            return "first in the configuration";
        }
        if (!preferred.isUsable() || BY_STATE.compare(chosen, preferred) < 0) {
            return preferred.name() + " is " + preferred.state();
        }
        return automatic
                ? preferred.name() + " is not back for long enough"
                : preferred.name() + " is back, but failback is manual";
    }

    private static Optional<Candidate> find(List<Candidate> candidates, String name) {
        return candidates.stream()
                .filter(candidate -> candidate.name().equals(name))
                .findFirst();
    }

    private static int rank(ServerState state) {
        return switch (state) {
            case UP -> 0;
            case SLOW -> 1;
            case STALE -> 2;
            case UNKNOWN -> 3;
            case DOWN, DRAIN, MAINT, ALARM -> 4;
        };
    }

    /** The one that goes further comes first. */
    private static int compareStale(Candidate a, Candidate b) {
        if (a.state() != ServerState.STALE || b.state() != ServerState.STALE) {
            return 0;
        }
        int byEpoch = Integer.compare(b.generation(), a.generation());
        return byEpoch != 0 ? byEpoch : Long.compare(b.sequence(), a.sequence());
    }
}
