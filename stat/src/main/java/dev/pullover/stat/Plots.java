package dev.pullover.stat;

import dev.pullover.common.ModuleName;
import dev.pullover.common.metrics.Counter;
import dev.pullover.common.state.StateDirectory;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The values behind the page's plots, read at most once for each slot however many ask. Thread-safe. */
final class Plots {
    /** What a plot may reach back over. */
    enum Span {
        HOUR(Resolution.FINE, 361),
        DAY(Resolution.MEDIUM, 1441);

        private final Resolution resolution;
        private final int slots;

        Span(Resolution resolution, int slots) {
            this.resolution = resolution;
            this.slots = slots;
        }
    }

    private static final List<Counter> TOTALS = List.of(Counter.FILES_COPIED, Counter.BYTES_COPIED);
    private static final List<Counter> LEVELS = List.of(Counter.LAG_FILES, Counter.LAG_BYTES, Counter.LAG_TIME);

    private final StateDirectory state;
    private final Map<Span, PageData.Series> known = new LinkedHashMap<>();

    Plots(StateDirectory state) {
        this.state = state;
    }

    /** The values up to now: totals for counters, levels for gauges. */
    synchronized PageData.Series read(Span span, List<Figure> figures, long nowNs) {
        long stepMs = TimeUnit.SECONDS.toMillis(span.resolution.seconds());
        // The slot that is under way is not written yet.
        long writtenNs = nowNs - TimeUnit.MILLISECONDS.toNanos(stepMs);
        long lastMs = span.resolution.slot(writtenNs) * stepMs;
        PageData.@Nullable Series before = known.get(span);
        if (before != null && before.lastMs() == lastMs) {
            return before;
        }
        Map<String, long[]> values = new LinkedHashMap<>();
        try (HistoryView history = HistoryView.open(state.statDb())) {
            for (Counter counter : TOTALS) {
                long[] sum = new long[span.slots];
                Arrays.fill(sum, HistoryView.UNKNOWN);
                figures.stream()
                        .filter(figure -> figure.counter() == counter.id())
                        .forEach(figure -> add(sum, history.values(figure, span.resolution, span.slots, writtenNs)));
                values.put(counter.word(), sum);
            }
            for (Counter counter : LEVELS) {
                Figure figure = new Figure(ModuleName.COPYLIST.word(), counter.id(), "", 0, 0);
                values.put(counter.word(), history.values(figure, span.resolution, span.slots, writtenNs));
            }
        }
        PageData.Series series = new PageData.Series(stepMs, lastMs, values);
        known.put(span, series);
        return series;
    }

    private static void add(long[] sum, long[] more) {
        for (int i = 0; i < sum.length; i++) {
            if (more[i] != HistoryView.UNKNOWN) {
                sum[i] = more[i] + Math.max(0, sum[i]);
            }
        }
    }
}
