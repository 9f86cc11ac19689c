package dev.pullover.simulator;

import dev.pullover.common.message.StatUpdate;
import dev.pullover.common.metrics.Counter;
import dev.pullover.simulator.NumberedQueues.Stored;
import dev.pullover.stat.StatDoor.Told;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What every process reported, and what stat must make of it: the sum over all processes of the last total that its queue
 * kept. A power cut takes messages that stat may have read before; then stat is right with them and without.
 */
final class CountedTruth {
    /** Taken from {@code replica.db} instead, see {@code Checks}. */
    private static final Set<Counter> RECORDED =
            Set.of(Counter.FILES_COPIED, Counter.BYTES_COPIED, Counter.REPLICA_FILES, Counter.REPLICA_BYTES);

    private final List<Report> reports = new ArrayList<>();

    /** A process reported, and its queue keeps that as often as {@code stored} says. */
    void reported(StatUpdate update, List<Stored> stored) {
        reports.add(new Report(update, List.copyOf(stored)));
    }

    /** At the end, when stat has read everything. */
    void require(List<Told> dump) {
        Map<Figure, Map<Long, Long>> least = totals(true);
        Map<Figure, Map<Long, Long>> most = totals(false);
        Map<Figure, Long> told = byFigure(dump);
        most.forEach((figure, byProcess) -> {
            long value = told.getOrDefault(figure, 0L);
            long lowest = sum(least.getOrDefault(figure, Map.of()));
            long highest = sum(byProcess);
            if (value < lowest || value > highest) {
                throw new Violation("stat says " + value + " of " + figure + "; the truth: " + lowest
                        + (lowest == highest ? "" : " to " + highest));
            }
        });
    }

    /** At the end: a gauge is what the process that runs said last. */
    void requireLevels(StatUpdate last, List<Told> dump) {
        Map<Figure, Long> levels = new TreeMap<>();
        last.values().stream()
                .filter(value -> isGauge(Counter.of(value.counter()).orElseThrow()))
                .forEach(value ->
                        levels.put(new Figure(last.module().word(), value.counter(), value.label()), value.value()));
        Map<Figure, Long> told = byFigure(dump);
        levels.forEach((figure, level) -> {
            if (!level.equals(told.get(figure))) {
                throw new Violation("stat says " + told.get(figure) + " of " + figure
                        + ", which is not the last that was reported: " + level);
            }
        });
    }

    private static boolean isGauge(Counter counter) {
        return counter.kind() == Counter.Kind.GAUGE && !RECORDED.contains(counter);
    }

    private static Map<Figure, Long> byFigure(List<Told> dump) {
        Map<Figure, Long> told = new HashMap<>();
        dump.forEach(figure -> told.put(new Figure(figure.module(), figure.counter(), figure.label()), figure.value()));
        return told;
    }

    /** By figure and process, the last total: of what stat must have read, or of all that it may have read. */
    private Map<Figure, Map<Long, Long>> totals(boolean certain) {
        Map<Figure, Map<Long, Long>> totals = new TreeMap<>();
        for (Report report : reports) {
            boolean counts = report.stored.stream().anyMatch(stored -> !certain || !stored.isLost());
            if (counts) {
                report.update.values().forEach(value -> add(totals, report.update, value));
            }
        }
        return totals;
    }

    private static void add(Map<Figure, Map<Long, Long>> totals, StatUpdate update, StatUpdate.Value value) {
        Counter counter = Counter.of(value.counter()).orElseThrow();
        if (counter.kind() != Counter.Kind.GAUGE && !RECORDED.contains(counter)) {
            totals.computeIfAbsent(
                            new Figure(update.module().word(), value.counter(), value.label()), none -> new HashMap<>())
                    .merge(update.incarnation(), value.value(), Math::max);
        }
    }

    private static long sum(Map<Long, Long> byProcess) {
        return byProcess.values().stream().mapToLong(Long::longValue).sum();
    }

    private record Report(StatUpdate update, List<Stored> stored) {}

    /** What is counted. */
    private record Figure(String module, int counter, String label) implements Comparable<Figure> {
        @Override
        public int compareTo(Figure other) {
            return toString().compareTo(other.toString());
        }

        @Override
        public String toString() {
            return module + " " + Counter.of(counter).orElseThrow().word() + (label.isEmpty() ? "" : " of " + label);
        }
    }
}
