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
                snapshot.figures().stream().map(Value::of).toList());
        out.println(Json.prettyMapper().writeValueAsString(document));
    }

    /**
     * The whole.
     *
     * @param dataTime when the newest report was made, ISO 8601; none if there is none
     * @param dataAgeMs how old that is
     */
    record Document(@Nullable String dataTime, @Nullable Long dataAgeMs, List<Value> counters) {}

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
