package dev.pullover.stat;

import dev.pullover.common.metrics.Counter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.UnknownSnapshot;
import io.prometheus.metrics.model.snapshots.UnknownSnapshot.UnknownDataPointSnapshot;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.stream.Collectors;

/** For Prometheus, in its text format, written by its own client. */
final class PrometheusDump implements Dump {
    private static final String PREFIX = "pullover_";
    private static final double NS_PER_S = 1e9;

    @Override
    public void write(Snapshot snapshot, PrintWriter out) throws IOException {
        MetricSnapshots.Builder all = MetricSnapshots.builder().metricSnapshot(dataTime(snapshot));
        Map<Integer, List<Figure>> byCounter = snapshot.figures().stream()
                .collect(Collectors.groupingBy(Figure::counter, TreeMap::new, Collectors.toList()));
        byCounter.forEach((id, figures) -> all.metricSnapshot(Counter.of(id)
                .map(counter -> metric(counter, distinct(counter, figures)))
                .orElseGet(() -> unknown(id, figures))));
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        PrometheusTextFormatWriter.create().write(text, all.build());
        out.print(text.toString(StandardCharsets.UTF_8));
    }

    private static MetricSnapshot dataTime(Snapshot snapshot) {
        return GaugeSnapshot.builder()
                .name(PREFIX + "stat_data_timestamp_seconds")
                .help("When the newest of these values was reported, seconds since 1970 UTC; 0 if none was")
                .dataPoint(GaugeDataPointSnapshot.builder()
                        .value(snapshot.dataNs() / NS_PER_S)
                        .build())
                .build();
    }

    private static MetricSnapshot metric(Counter counter, Collection<Figure> figures) {
        return counter.kind() == Counter.Kind.COUNTER ? sum(counter, figures) : level(counter, figures);
    }

    private static MetricSnapshot sum(Counter counter, Collection<Figure> figures) {
        CounterSnapshot.Builder metric =
                CounterSnapshot.builder().name(PREFIX + counter.word()).help(counter.help());
        figures.forEach(figure -> metric.dataPoint(CounterDataPointSnapshot.builder()
                .labels(labels(counter, figure))
                .value(figure.value())
                .build()));
        return metric.build();
    }

    private static MetricSnapshot level(Counter gauge, Collection<Figure> figures) {
        GaugeSnapshot.Builder metric =
                GaugeSnapshot.builder().name(PREFIX + gauge.word()).help(gauge.help());
        figures.forEach(figure -> metric.dataPoint(GaugeDataPointSnapshot.builder()
                .labels(labels(gauge, figure))
                .value(figure.value())
                .build()));
        return metric.build();
    }

    private static MetricSnapshot unknown(int id, List<Figure> figures) {
        UnknownSnapshot.Builder metric =
                UnknownSnapshot.builder().name(PREFIX + "counter_" + id).help("Counter " + id + " of a newer version");
        figures.forEach(figure -> metric.dataPoint(UnknownDataPointSnapshot.builder()
                .labels(Labels.of("module", figure.module(), "label", figure.label()))
                .value(figure.value())
                .build()));
        return metric.build();
    }

    /** One figure for each set of labels: only counters that every module has tell modules apart. */
    private static Collection<Figure> distinct(Counter counter, List<Figure> figures) {
        BinaryOperator<Figure> merge = counter.kind() == Counter.Kind.COUNTER
                ? (a, b) -> new Figure(a.module(), a.counter(), a.label(), a.value() + b.value(), b.timeNs())
                : (a, b) -> b.timeNs() >= a.timeNs() ? b : a;
        return figures.stream()
                .collect(Collectors.toMap(figure -> labels(counter, figure), figure -> figure, merge, TreeMap::new))
                .values();
    }

    private static Labels labels(Counter counter, Figure figure) {
        Labels.Builder labels = Labels.builder();
        if (counter.module().isEmpty()) {
            labels.label("module", figure.module());
        }
        if (!figure.label().isEmpty()) {
            labels.label(
                    Optional.of(counter.label()).filter(name -> !name.isEmpty()).orElse("label"), figure.label());
        }
        return labels.build();
    }
}
