package dev.pullover.stat;

import dev.pullover.common.metrics.Counter;
import dev.pullover.common.metrics.Histogram;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.UnknownSnapshot;
import io.prometheus.metrics.model.snapshots.UnknownSnapshot.UnknownDataPointSnapshot;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.stream.Collectors;

/** For Prometheus, in its text format, written by its own client. */
final class PrometheusDump implements Dump {
    private static final String PREFIX = "pullover_";
    private static final double NS_PER_S = 1e9;
    private static final double MS_PER_S = 1e3;

    @Override
    public void write(Snapshot snapshot, PrintWriter out) {
        out.print(new String(bytes(snapshot), StandardCharsets.UTF_8));
    }

    /** The text, UTF-8. */
    static byte[] bytes(Snapshot snapshot) {
        MetricSnapshots.Builder all =
                MetricSnapshots.builder().metricSnapshot(dataTime(snapshot)).metricSnapshot(reports(snapshot));
        Map<Integer, List<Figure>> byCounter = snapshot.figures().stream()
                .collect(Collectors.groupingBy(Figure::counter, TreeMap::new, Collectors.toList()));
        byCounter.forEach((id, figures) -> all.metricSnapshot(
                Counter.of(id).map(counter -> metric(counter, figures)).orElseGet(() -> unknown(id, figures))));
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try {
            PrometheusTextFormatWriter.create().write(text, all.build());
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        return text.toByteArray();
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

    private static MetricSnapshot reports(Snapshot snapshot) {
        GaugeSnapshot.Builder metric = GaugeSnapshot.builder()
                .name(PREFIX + "module_report_timestamp_seconds")
                .help("When a module last reported, at least every 10 s while it runs; seconds since 1970 UTC");
        snapshot.reports()
                .forEach((module, timeNs) -> metric.dataPoint(GaugeDataPointSnapshot.builder()
                        .labels(Labels.of("module", module))
                        .value(timeNs / NS_PER_S)
                        .build()));
        return metric.build();
    }

    private static MetricSnapshot metric(Counter counter, List<Figure> figures) {
        return switch (counter.kind()) {
            case COUNTER -> sum(counter, distinct(counter, figures));
            case GAUGE -> level(counter, distinct(counter, figures));
            case HISTOGRAM -> times(counter, figures);
        };
    }

    private static MetricSnapshot sum(Counter counter, Collection<Figure> figures) {
        CounterSnapshot.Builder metric =
                CounterSnapshot.builder().name(name(counter)).help(counter.help());
        figures.forEach(figure -> metric.dataPoint(CounterDataPointSnapshot.builder()
                .labels(labels(counter, figure))
                .value(value(counter, figure.value()))
                .build()));
        return metric.build();
    }

    private static MetricSnapshot level(Counter gauge, Collection<Figure> figures) {
        GaugeSnapshot.Builder metric = GaugeSnapshot.builder().name(name(gauge)).help(gauge.help());
        figures.forEach(figure -> metric.dataPoint(GaugeDataPointSnapshot.builder()
                .labels(labels(gauge, figure))
                .value(value(gauge, figure.value()))
                .build()));
        return metric.build();
    }

    private static MetricSnapshot times(Counter counter, List<Figure> figures) {
        HistogramSnapshot.Builder metric =
                HistogramSnapshot.builder().name(name(counter)).help(counter.help());
        Distribution.of(figures)
                .forEach(times -> metric.dataPoint(HistogramDataPointSnapshot.builder()
                        .classicHistogramBuckets(buckets(times))
                        .sum(times.sumMs() / MS_PER_S)
                        .build()));
        return metric.build();
    }

    private static ClassicHistogramBuckets buckets(Distribution times) {
        ClassicHistogramBuckets.Builder buckets = ClassicHistogramBuckets.builder();
        long[] bounds = Histogram.boundsMs();
        for (int i = 0; i <= bounds.length; i++) {
            double bound = i < bounds.length ? bounds[i] / MS_PER_S : Double.POSITIVE_INFINITY;
            buckets.bucket(bound, times.values().getOrDefault(Histogram.label(i), 0L));
        }
        return buckets.build();
    }

    /** In Prometheus's base units, which its names end with. */
    private static String name(Counter counter) {
        String name = PREFIX + counter.word();
        return switch (counter.unit()) {
            case MILLISECONDS -> name + "_seconds";
            case BYTES -> name.contains("bytes") ? name : name + "_bytes";
            default -> name;
        };
    }

    private static double value(Counter counter, long value) {
        return counter.unit() == Counter.Unit.MILLISECONDS ? value / MS_PER_S : value;
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
            String[] names = counter.label().isEmpty()
                    ? new String[] {"label"}
                    : counter.label().split(",");
            String[] values = figure.label().split(",", names.length);
            for (int i = 0; i < values.length; i++) {
                labels.label(names[i], values[i]);
            }
        }
        return labels.build();
    }
}
