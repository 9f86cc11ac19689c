package dev.pullover.testserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.common.config.FailbackConfig;
import dev.pullover.common.config.FailbackPolicy;
import dev.pullover.common.message.ServerState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The choice against its rules, checked over the whole recorded past of each random run. */
class ChoiceModelTest {
    private static final int RUNS = 1_000;
    private static final int STEPS = 150;
    private static final long HOLD = 10;
    private static final List<ServerState> BEST_FIRST =
            List.of(ServerState.UP, ServerState.SLOW, ServerState.STALE, ServerState.UNKNOWN);

    /** What there was at one step, and what was in use after it. */
    private record Moment(long nanos, List<Candidate> servers, String forced, boolean free, String active) {}

    @Test
    void keepsItsRulesOnRandomSequences() {
        long seed = new Random().nextLong();
        System.out.println("ChoiceModelTest seed " + seed);
        Random random = new Random(seed);
        for (int run = 0; run < RUNS; run++) {
            boolean automatic = random.nextBoolean();
            runOnce(automatic, 2 + random.nextInt(3), random, "seed " + seed + ", run " + run);
        }
    }

    private static void runOnce(boolean automatic, int count, Random random, String where) {
        FailbackPolicy policy = automatic ? FailbackPolicy.AUTOMATIC : FailbackPolicy.MANUAL;
        Choice choice = new Choice(new FailbackConfig(policy, Duration.ofNanos(HOLD)));
        List<Moment> past = new ArrayList<>();
        List<Candidate> servers = servers(count, random);
        String forced = "";
        long nanos = random.nextLong();
        for (int step = 0; step < STEPS; step++) {
            nanos += random.nextInt(5);
            servers = changed(servers, random);
            boolean switched = random.nextInt(40) == 0;
            forced = switched ? servers.get(random.nextInt(count)).name() : random.nextInt(60) == 0 ? "" : forced;
            String before = past.isEmpty() ? "" : past.get(past.size() - 1).active();
            Decision decision = choice.decide(servers, before, forced, switched, nanos);
            past.add(new Moment(nanos, servers, forced, switched, decision.active()));
            check(automatic, past, before, where + ", step " + step + ", " + policy);
        }
    }

    private static void check(boolean automatic, List<Moment> past, String before, String where) {
        Moment now = past.get(past.size() - 1);
        Optional<Candidate> best =
                now.servers().stream().filter(Candidate::isUsable).reduce((a, b) -> better(now, b, a) ? b : a);
        Optional<Candidate> old = find(now, before).filter(Candidate::isUsable);
        if (best.isEmpty()) {
            assertEquals("", now.active(), where);
        } else if (old.isEmpty() || now.free()) {
            assertEquals(best.get().name(), now.active(), where);
        } else if (!now.active().equals(before)) {
            assertTrue(wasBetterForHold(automatic, past, now.active(), before), where + ": left too early");
        } else {
            for (Candidate other : now.servers()) {
                assertFalse(
                        wasBetterForHold(automatic, past, other.name(), before),
                        where + ": not left for " + other.name());
            }
        }
    }

    /** Looks back for as long as the same server was in use and the other one better. */
    private static boolean wasBetterForHold(boolean automatic, List<Moment> past, String other, String active) {
        long now = past.get(past.size() - 1).nanos();
        for (int i = past.size() - 1; i >= 0; i--) {
            Moment moment = past.get(i);
            boolean inUseBefore = i > 0 && past.get(i - 1).active().equals(active);
            if (!inUseBefore || moment.free() || !mayReplace(automatic, moment, other, active)) {
                return false;
            }
            if (now - moment.nanos() >= HOLD) {
                return true;
            }
        }
        return false;
    }

    private static boolean mayReplace(boolean automatic, Moment moment, String otherName, String activeName) {
        Candidate other = find(moment, otherName).orElseThrow();
        Candidate active = find(moment, activeName).orElseThrow();
        return other.isUsable() && better(moment, other, active) && (automatic || compareHealth(other, active) < 0);
    }

    private static boolean better(Moment moment, Candidate a, Candidate b) {
        boolean aForced = a.name().equals(moment.forced());
        boolean bForced = b.name().equals(moment.forced());
        if (aForced != bForced) {
            return aForced;
        }
        int health = compareHealth(a, b);
        return health < 0
                || (health == 0
                        && moment.servers().indexOf(a) < moment.servers().indexOf(b));
    }

    private static int compareHealth(Candidate a, Candidate b) {
        int byState = BEST_FIRST.indexOf(a.state()) - BEST_FIRST.indexOf(b.state());
        if (byState != 0 || a.state() != ServerState.STALE) {
            return byState;
        }
        return a.generation() != b.generation()
                ? b.generation() - a.generation()
                : Long.compare(b.sequence(), a.sequence());
    }

    private static Optional<Candidate> find(Moment moment, String name) {
        return moment.servers().stream()
                .filter(server -> server.name().equals(name))
                .findFirst();
    }

    private static List<Candidate> servers(int count, Random random) {
        List<Candidate> servers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            servers.add(server("server" + i, random));
        }
        return servers;
    }

    private static List<Candidate> changed(List<Candidate> servers, Random random) {
        List<Candidate> changed = new ArrayList<>(servers);
        changed.replaceAll(server -> random.nextInt(8) == 0 ? server(server.name(), random) : server);
        return changed;
    }

    private static Candidate server(String name, Random random) {
        ServerState[] states = ServerState.values();
        return new Candidate(name, states[random.nextInt(states.length)], random.nextInt(2), 1 + random.nextInt(3));
    }
}
