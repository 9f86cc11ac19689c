package dev.pullover.stat;

import dev.pullover.common.cli.Amounts;
import dev.pullover.common.metrics.Counter;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** For people: grouped by module, with units, and how old the data is at the end. */
final class TableDump implements Dump {
    private static final String UNKNOWN_HELP = "Of a newer version";
    private static final Map<String, Double> QUANTILES = Map.of("p50", 0.5, "p95", 0.95, "p99", 0.99);

    @Override
    public void write(Snapshot snapshot, PrintWriter out) {
        List<Row> rows = rows(snapshot);
        int names = width(rows, Row::name);
        int labels = width(rows, Row::label);
        int amounts = width(rows, Row::amount);
        String module = "";
        for (Row row : rows) {
            if (!row.module().equals(module)) {
                module = row.module();
                out.println(module + reported(snapshot, module));
            }
            out.println("  " + left(row.name(), names) + "  " + left(row.label(), labels) + "  "
                    + right(row.amount(), amounts) + "  " + row.help());
        }
        out.println(snapshot.dataTime().map(time -> age(snapshot, time)).orElse("no module has reported anything yet"));
    }

    /** A module that is silent while others report is worth a word. */
    private static String reported(Snapshot snapshot, String module) {
        Long last = snapshot.reports().get(module);
        Duration behind = last == null ? Duration.ZERO : Duration.ofNanos(snapshot.dataNs() - last);
        return behind.compareTo(Duration.ofMinutes(1)) < 0
                ? ""
                : "  (last heard of " + Amount.duration(behind.truncatedTo(ChronoUnit.SECONDS)) + " before the others)";
    }

    private static List<Row> rows(Snapshot snapshot) {
        List<Row> rows = new ArrayList<>();
        Map<Counter, Distribution> distributions = Distribution.of(snapshot.figures()).stream()
                .collect(Collectors.toMap(Distribution::counter, Function.identity(), (a, b) -> a));
        Set<Counter> told = new HashSet<>();
        for (Figure figure : snapshot.figures()) {
            Counter counter = figure.known().orElse(null);
            if (counter == null || counter.kind() != Counter.Kind.HISTOGRAM) {
                rows.add(new Row(
                        figure.module(),
                        figure.name(),
                        figure.label(),
                        Amount.text(figure),
                        counter == null ? UNKNOWN_HELP : counter.help()));
            } else if (told.add(counter)) {
                rows.addAll(rows(distributions.get(counter)));
            }
        }
        return rows;
    }

    private static List<Row> rows(Distribution times) {
        Counter counter = times.counter();
        String help = counter.help() + " (of " + Amounts.count(times.count(), "time") + ")";
        return QUANTILES.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(quantile -> new Row(
                        times.module(),
                        counter.word(),
                        quantile.getKey(),
                        Amount.duration(Duration.ofMillis(times.quantileMs(quantile.getValue()))),
                        help))
                .toList();
    }

    private static String age(Snapshot snapshot, Instant time) {
        return "data of " + time.truncatedTo(ChronoUnit.SECONDS) + ", "
                + Amount.duration(snapshot.age().truncatedTo(ChronoUnit.SECONDS)) + " old";
    }

    private static int width(List<Row> rows, Function<Row, String> column) {
        return rows.stream().map(column).mapToInt(String::length).max().orElse(0);
    }

    private static String left(String text, int width) {
        return text + " ".repeat(width - text.length());
    }

    private static String right(String text, int width) {
        return " ".repeat(width - text.length()) + text;
    }

    /** A line of the table. */
    private record Row(String module, String name, String label, String amount, String help) {}
}
