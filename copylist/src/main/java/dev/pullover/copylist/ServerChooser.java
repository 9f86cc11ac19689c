package dev.pullover.copylist;

import dev.pullover.common.config.ServerConfig;
import dev.pullover.common.ledger.CatalogEntry;
import dev.pullover.common.message.ServerState;
import dev.pullover.common.message.Verdict;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which server to pull a file from: by the last verdict of testserver, and by what transfers have met since. Thread-safe.
 *
 * <p>A server whose connection broke is tried once more when nothing better is left, since connections break for lesser
 * reasons than a server's death; then, or when it did not even take a connection, it is left alone until a newer verdict
 * says otherwise or some time has passed (testserver may not be running).
 */
final class ServerChooser {
    private static final Duration FIRST_REST = Duration.ofSeconds(2);
    private static final Duration LONGEST_REST = Duration.ofMinutes(1);
    private static final int LAST_CHANCE = 1;

    private final List<ServerConfig> configured;
    private final LongSupplier nowNs;
    private final Balancer balancer;
    private final Map<String, Trouble> troubles = new HashMap<>();
    private Verdict verdict;
    /** Grows when a server fails and when another one becomes the active one. */
    private volatile int era;

    /**
     * @param configured servers, in the order of the configuration
     * @param balancer spreads pulls over those that have the same
     * @param verdict to begin with
     * @param nowNs wall clock, nanoseconds since 1970 UTC
     */
    ServerChooser(List<ServerConfig> configured, Balancer balancer, Verdict verdict, LongSupplier nowNs) {
        this.configured = List.copyOf(configured);
        this.balancer = balancer;
        this.verdict = verdict;
        this.nowNs = nowNs;
    }

    /** Takes over what testserver says now, also if that is dated before what it said last: clocks are set back. */
    synchronized void update(Verdict newest) {
        if (newest.equals(verdict)) {
            return;
        }
        Set<String> before = names(verdict.usable());
        if (!activeName(newest).equals(activeName(verdict))) {
            era++;
        }
        verdict = newest;
        for (Verdict.Choice choice : newest.usable()) {
            Trouble trouble = troubles.get(choice.name());
            boolean over = trouble != null && (trouble.sinceNs() < newest.timeNs() || ageNs(trouble) < 0);
            if (over) {
                troubles.remove(choice.name());
            }
            if (over || !before.contains(choice.name())) {
                balancer.cameBack(choice.name());
            }
        }
    }

    /**
     * The best server for a file that is not in {@code tried}; empty if none is left. Its pull counts as under way until
     * {@link #ended}.
     *
     * @param tried servers that have failed to give this file
     */
    synchronized Optional<Source> choose(CatalogEntry entry, Set<String> tried) {
        String active = verdict.active().map(Verdict.Choice::name).orElse("");
        Comparator<Verdict.Choice> order = Comparator.comparingInt(
                choice -> rank(choice, entry, choice.name().equals(active)));
        List<Verdict.Choice> left =
                usable().filter(choice -> !tried.contains(choice.name())).toList();
        Optional<String> best = left.stream().min(order).map(Verdict.Choice::name);
        if (balancer.spreads() && best.isPresent()) {
            Set<String> equal = names(left.stream()
                    .filter(choice ->
                            isSound(choice) && rank(choice, entry, choice.name().equals(active)) == 0)
                    .toList());
            best = equal.isEmpty() ? best : Optional.of(balancer.pick(equal));
        }
        best.ifPresent(balancer::began);
        return best.flatMap(this::source);
    }

    /** A pull from a server that was chosen has ended, however. */
    synchronized void ended(Source source) {
        balancer.ended(source.name());
    }

    /** Another number after each failure of a server and each change of the active one. */
    int era() {
        return era;
    }

    private static String activeName(Verdict verdict) {
        return verdict.active().map(Verdict.Choice::name).orElse("");
    }

    /** Whether any server can be used now. */
    synchronized boolean hasServer() {
        return usable().findAny().isPresent();
    }

    /** The servers and why they cannot be used, for people. */
    synchronized String describe() {
        return verdict.servers().stream().map(this::describe).collect(Collectors.joining(", "));
    }

    /**
     * A server failed.
     *
     * @param dead whether it is of no use to connect once more
     */
    synchronized void failed(String server, boolean dead, String reason) {
        era++;
        Trouble before = troubles.get(server);
        int faults = before == null ? (dead ? LAST_CHANCE + 1 : LAST_CHANCE) : before.faults() + 1;
        troubles.put(server, new Trouble(faults, nowNs.getAsLong(), reason));
    }

    /** A server gave a file. */
    synchronized void worked(String server) {
        troubles.remove(server);
    }

    /** Whether it is known to be well, so that it may share the work with the others. */
    private static boolean isSound(Verdict.Choice choice) {
        return choice.state() == ServerState.UP && !choice.epoch().isEmpty();
    }

    private static Set<String> names(List<Verdict.Choice> choices) {
        return choices.stream().map(Verdict.Choice::name).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private Stream<Verdict.Choice> usable() {
        return verdict.usable().stream().filter(choice -> source(choice.name()).isPresent() && !rests(choice.name()));
    }

    private boolean rests(String server) {
        Trouble trouble = troubles.get(server);
        if (trouble == null || trouble.faults() <= LAST_CHANCE) {
            return false;
        }
        int doublings = Math.min(trouble.faults() - LAST_CHANCE - 1, Integer.SIZE - 2);
        long restNs = Math.min(FIRST_REST.toNanos() << Math.min(doublings, 10), LONGEST_REST.toNanos());
        return ageNs(trouble) >= 0 && ageNs(trouble) < restNs;
    }

    /** Below 0 if the clock was set back since. */
    private long ageNs(Trouble trouble) {
        return nowNs.getAsLong() - trouble.sinceNs();
    }

    /**
     * Lower is better; equal ones keep the verdict's order. The active server is where new lines come from, so it has the
     * file even if the verdict is older than the line.
     */
    private int rank(Verdict.Choice choice, CatalogEntry entry, boolean active) {
        int rank = troubles.containsKey(choice.name()) ? 4 : 0;
        if (choice.state() == ServerState.UNKNOWN || choice.epoch().isEmpty()) {
            return rank;
        }
        if (!choice.epoch().equals(entry.epoch().toString())) {
            return rank + 2;
        }
        return active || choice.sequence() >= entry.line().seq() ? rank : rank + 1;
    }

    private Optional<Source> source(String name) {
        for (int i = 0; i < configured.size(); i++) {
            if (configured.get(i).name().equals(name)) {
                return Optional.of(new Source(configured.get(i), i == 0));
            }
        }
        return Optional.empty();
    }

    private String describe(Verdict.Choice choice) {
        Trouble trouble = troubles.get(choice.name());
        return choice.name() + " " + choice.state() + (trouble == null ? "" : " (" + trouble.reason() + ")");
    }

    /**
     * A server to pull from.
     *
     * @param server its configuration
     * @param first whether it comes first in the configuration: where files are published, not replicated to
     */
    record Source(ServerConfig server, boolean first) {
        String name() {
            return server.name();
        }
    }

    /** What transfers have met since a server last worked. */
    private record Trouble(int faults, long sinceNs, String reason) {}
}
