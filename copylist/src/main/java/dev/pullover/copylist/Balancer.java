package dev.pullover.copylist;

import dev.pullover.common.config.Balance;
import dev.pullover.common.config.ServerConfig;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Spreads pulls over servers that are equally good, each getting its share; the share of one that has come back grows
 * from little to all in the time of the slow start. Not thread-safe.
 */
final class Balancer {
    /** A server's share is never less than this part of it, so that something shows how it does. */
    private static final double SMALLEST_PART = 0.05;

    private final Balance balance;
    private final long slowStartNs;
    private final LongSupplier nowNs;
    private final Map<String, Integer> weights = new HashMap<>();
    private final Map<String, Double> credits = new HashMap<>();
    private final Map<String, Integer> pulls = new HashMap<>();
    private final Map<String, Long> backSinceNs = new HashMap<>();

    /** @param nowNs wall clock, nanoseconds since 1970 UTC */
    Balancer(Balance balance, Duration slowStart, List<ServerConfig> servers, LongSupplier nowNs) {
        this.balance = balance;
        this.slowStartNs = slowStart.toNanos();
        this.nowNs = nowNs;
        boolean weighted = balance != Balance.ROUND_ROBIN;
        servers.forEach(server -> weights.put(server.name(), weighted ? server.weight() : 1));
    }

    /** Whether pulls are spread at all. */
    boolean spreads() {
        return balance != Balance.FAILOVER;
    }

    /** The server whose turn it is, of at least one, all configured. */
    String pick(Collection<String> servers) {
        return balance == Balance.LEAST_CONNECTIONS ? leastLoaded(servers) : inTurn(servers);
    }

    /** A pull from a server begins. */
    void began(String server) {
        pulls.merge(server, 1, Integer::sum);
    }

    /** It has ended, however. */
    void ended(String server) {
        pulls.merge(server, -1, Integer::sum);
    }

    /** A server can be used again. */
    void cameBack(String server) {
        backSinceNs.put(server, nowNs.getAsLong());
        credits.clear();
    }

    private String leastLoaded(Collection<String> servers) {
        return servers.stream()
                .min(Comparator.comparingDouble(server -> (pulls.getOrDefault(server, 0) + 1) / share(server)))
                .orElseThrow();
    }

    /** Smooth weighted round-robin, as nginx has it: shares are kept, and turns are mixed as evenly as they allow. */
    private String inTurn(Collection<String> servers) {
        double total = 0;
        for (String server : servers) {
            credits.merge(server, share(server), Double::sum);
            total += share(server);
        }
        String next =
                servers.stream().max(Comparator.comparingDouble(credits::get)).orElseThrow();
        credits.merge(next, -total, Double::sum);
        return next;
    }

    private double share(String server) {
        double part = 1;
        if (slowStartNs > 0 && backSinceNs.containsKey(server)) {
            part = Math.min(1, (double) (nowNs.getAsLong() - backSinceNs.get(server)) / slowStartNs);
        }
        return weights.get(server) * Math.max(SMALLEST_PART, part);
    }
}
