package dev.pullover.stat;

import dev.pullover.common.metrics.Counter;
import dev.pullover.common.metrics.Histogram;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A histogram of a module.
 *
 * @param module its word
 * @param counter what is measured
 * @param values as {@link Histogram} counts them, by label
 */
record Distribution(String module, Counter counter, Map<String, Long> values) {
    /** The histograms among {@code figures}. */
    static List<Distribution> of(List<Figure> figures) {
        Map<List<Object>, Distribution> found = new LinkedHashMap<>();
        for (Figure figure : figures) {
            figure.known()
                    .filter(counter -> counter.kind() == Counter.Kind.HISTOGRAM)
                    .ifPresent(counter -> found.computeIfAbsent(
                                    List.of(figure.module(), counter),
                                    key -> new Distribution(figure.module(), counter, new LinkedHashMap<>()))
                            .values
                            .put(figure.label(), figure.value()));
        }
        return new ArrayList<>(found.values());
    }

    /** How many times were measured. */
    long count() {
        return Histogram.count(values);
    }

    /** The time that a share {@code quantile} does not exceed, milliseconds; 0 if nothing was measured. */
    long quantileMs(double quantile) {
        return Histogram.quantileMs(values, quantile).orElse(0);
    }

    /** All times added up, milliseconds. */
    long sumMs() {
        return values.getOrDefault(Histogram.SUM, 0L);
    }
}
