package dev.pullover.testserver;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.pullover.common.message.FaultKind;
import dev.pullover.common.message.ServerState;
import dev.pullover.common.state.ServerRecord;
import dev.pullover.common.state.ServerRecord.Admin;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The state machine against a model that keeps no counters, but looks back at all that happened since the last change. */
class StateMachineModelTest {
    private static final int RUNS = 2_000;
    private static final int STEPS = 200;

    @Test
    void agreesWithTheModelOnRandomSequences() {
        long seed = new Random().nextLong();
        System.out.println("StateMachineModelTest seed " + seed);
        Random random = new Random(seed);
        for (int run = 0; run < RUNS; run++) {
            int rise = 1 + random.nextInt(4);
            int fall = 1 + random.nextInt(4);
            compare(rise, fall, random, "seed " + seed + ", run " + run + ", rise " + rise + ", fall " + fall);
        }
    }

    private static void compare(int rise, int fall, Random random, String where) {
        StateMachine machine = new StateMachine(rise, fall, unknown());
        Model model = new Model(rise, fall);
        List<Object> events = new ArrayList<>();
        for (int step = 0; step < STEPS; step++) {
            Object event = event(random);
            events.add(event);
            if (event instanceof Finding finding) {
                machine.onFinding(finding, step);
                model.find(finding);
            } else if (event instanceof Admin order) {
                machine.onOrder(order, "order", step);
                model.order(order);
            } else {
                machine.suspect();
                model.history.add(event);
            }
            assertEquals(model.state(), machine.state(), () -> where + ", events " + events);
            assertEquals(model.isChecked(), machine.pace() != Pace.NEVER, () -> where + ", events " + events);
        }
    }

    private static Object event(Random random) {
        int dice = random.nextInt(100);
        if (dice < 45) {
            return new Finding.Healthy("", "");
        }
        if (dice < 60) {
            return new Finding.Healthy(random.nextBoolean() ? "slow" : "", random.nextBoolean() ? "behind" : "");
        }
        if (dice < 90) {
            FaultKind[] kinds = FaultKind.values();
            return new Finding.Failing(kinds[random.nextInt(kinds.length)], "failed");
        }
        if (dice < 91) {
            return new Finding.Alarming("alarm");
        }
        return dice < 95 ? "fault" : Admin.values()[random.nextInt(3)];
    }

    private static ServerRecord unknown() {
        return new ServerRecord(
                "a", ServerState.UNKNOWN, Admin.READY, "", 0, 0, "", 0, "", 0, 0, 0, 0, List.of(), List.of());
    }

    /** What the class comment of {@link StateMachine} says, by looking back. */
    private static final class Model {
        private final int rise;
        private final int fall;
        /** Findings, and the word "fault", since the health last changed. */
        private final List<Object> history = new ArrayList<>();

        private ServerState health = ServerState.UNKNOWN;
        private Admin admin = Admin.READY;
        private boolean alarm;

        Model(int rise, int fall) {
            this.rise = rise;
            this.fall = fall;
        }

        boolean isChecked() {
            return admin != Admin.MAINT && !alarm;
        }

        ServerState state() {
            if (!isChecked()) {
                return admin == Admin.MAINT ? ServerState.MAINT : ServerState.ALARM;
            }
            return admin == Admin.DRAIN && health != ServerState.DOWN ? ServerState.DRAIN : health;
        }

        void order(Admin order) {
            boolean before = isChecked();
            admin = order;
            alarm = alarm && order != Admin.READY;
            if (!before || !isChecked()) {
                become(ServerState.UNKNOWN);
            }
        }

        void find(Finding finding) {
            if (!isChecked()) {
                return;
            }
            history.add(finding);
            if (finding instanceof Finding.Alarming) {
                alarm = true;
                become(ServerState.UNKNOWN);
            } else if (finding instanceof Finding.Failing failing) {
                if (health != ServerState.DOWN && isDown(failing)) {
                    become(ServerState.DOWN);
                }
            } else {
                ServerState target = target(finding);
                if (target != health && last(needed(target), target)) {
                    become(target);
                }
            }
        }

        private void become(ServerState next) {
            health = next;
            history.clear();
        }

        private boolean isDown(Finding.Failing failing) {
            if (health == ServerState.UNKNOWN && failing.kind() == FaultKind.AUTH) {
                return true;
            }
            int before = history.size() - 2;
            boolean suspected = before >= 0 && isSuspicion(history.get(before));
            List<Object> checks =
                    history.stream().filter(Finding.class::isInstance).toList();
            boolean row = checks.size() >= fall
                    && checks.subList(checks.size() - fall, checks.size()).stream()
                            .allMatch(Finding.Failing.class::isInstance);
            return suspected || (row && !failing.kind().isHard());
        }

        private static boolean isSuspicion(Object event) {
            return event.equals("fault")
                    || (event instanceof Finding.Failing failing
                            && failing.kind().isHard());
        }

        /** Good checks of that sort in a row; while it is down, of any sort. */
        private boolean last(int needed, ServerState target) {
            List<Object> checks =
                    history.stream().filter(Finding.class::isInstance).toList();
            return checks.size() >= needed
                    && checks.subList(checks.size() - needed, checks.size()).stream()
                            .allMatch(check -> check instanceof Finding.Healthy healthy
                                    && (health == ServerState.DOWN || target(healthy) == target));
        }

        private int needed(ServerState target) {
            return switch (health) {
                case UNKNOWN -> 1;
                case DOWN -> rise;
                case UP -> fall;
                case SLOW -> target == ServerState.UP ? rise : fall;
                default -> 1;
            };
        }

        private static ServerState target(Finding finding) {
            Finding.Healthy healthy = (Finding.Healthy) finding;
            if (!healthy.behind().isEmpty()) {
                return ServerState.STALE;
            }
            return healthy.slow().isEmpty() ? ServerState.UP : ServerState.SLOW;
        }
    }
}
