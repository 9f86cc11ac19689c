package dev.pullover.stat;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.pullover.common.EpochTime;
import dev.pullover.common.metrics.Counter;
import dev.pullover.common.state.Json;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** For programs: one object. */
final class JsonDump implements Dump {
    @Override
    public void write(Snapshot snapshot, PrintWriter out) throws JsonProcessingException {
        boolean empty = snapshot.dataTime().isEmpty();
        Document document = new Document(
                snapshot.dataTime().map(Instant::toString).orElse(null),
                empty ? null : snapshot.age().toMillis(),
                snapshot.figures().stream().map(Value::of).toList(),
                Distribution.of(snapshot.figures()).stream().map(Quantiles::of).toList());
        out.println(Json.prettyMapper().writeValueAsString(document));
    }

    /**
     * The whole.
     *
     * @param dataTime when the newest report was made, ISO 8601; none if there is none
     * @param dataAgeMs how old that is
     * @param histograms the times among the counters, summed up
     */
    record Document(
            @Nullable String dataTime, @Nullable Long dataAgeMs, List<Value> counters, List<Quantiles> histograms) {}

    /** A histogram summed up; times in milliseconds. */
    record Quantiles(String module, String counter, long count, long sumMs, long p50Ms, long p95Ms, long p99Ms) {
        static Quantiles of(Distribution times) {
            return new Quantiles(
                    times.module(),
                    times.counter().word(),
                    times.count(),
                    times.sumMs(),
                    times.quantileMs(0.5),
                    times.quantileMs(0.95),
                    times.quantileMs(0.99));
        }
    }

    /** One value; unit and kind are left out of what this version does not know. */
    record Value(
            String module,
            String counter,
            int id,
            @Nullable String labelName,
            @Nullable String label,
            long value,
            @Nullable String kind,
            @Nullable String unit,
            @Nullable String updated) {
        static Value of(Figure figure) {
            @Nullable Counter known = figure.known().orElse(null);
            return new Value(
                    figure.module(),
                    figure.name(),
                    figure.counter(),
                    known == null || known.label().isEmpty() ? null : known.label(),
                    figure.label().isEmpty() ? null : figure.label(),
                    figure.value(),
                    known == null ? null : word(known.kind()),
                    known == null ? null : word(known.unit()),
                    figure.timeNs() == 0
                            ? null
                            : EpochTime.toInstant(figure.timeNs()).toString());
        }

        private static String word(Enum<?> constant) {
            return constant.name().toLowerCase(Locale.ROOT);
        }
    }
}
