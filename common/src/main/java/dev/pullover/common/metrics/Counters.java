package dev.pullover.common.metrics;

import dev.pullover.common.message.StatUpdate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;

/** One module's values since the start of its process. Thread-safe; an update costs nanoseconds and never blocks. */
public final class Counters {
    private final ConcurrentMap<Key, LongAdder> values = new ConcurrentHashMap<>();

    /** Adds 1 to a counter without label. */
    public void increment(Counter counter) {
        add(counter, "", 1);
    }

    /** Adds 1 to a labelled counter. */
    public void increment(Counter counter, String label) {
        add(counter, label, 1);
    }

    /** Adds {@code amount}, at least 0, to a counter without label. */
    public void add(Counter counter, long amount) {
        add(counter, "", amount);
    }

    /** Adds {@code amount}, at least 0, to a labelled counter. */
    public void add(Counter counter, String label, long amount) {
        adder(counter, label).add(amount);
    }

    /** Sets a gauge without label. One thread per gauge. */
    public void set(Counter gauge, long value) {
        set(gauge, "", value);
    }

    /** Sets a labelled gauge. One thread per gauge and label. */
    public void set(Counter gauge, String label, long value) {
        LongAdder adder = adder(gauge, label);
        adder.add(value - adder.sum());
    }

    /** The value now; 0 if it was never touched. */
    public long get(Counter counter, String label) {
        LongAdder adder = values.get(new Key(counter, label));
        return adder == null ? 0 : adder.sum();
    }

    /** The value of a counter without label now. */
    public long get(Counter counter) {
        return get(counter, "");
    }

    /** All values that were ever touched. */
    public List<StatUpdate.Value> snapshot() {
        return snapshot(key -> true);
    }

    /** The same without what is {@linkplain Counter#isRoutine() routine}: while nothing happens, it stays as it is. */
    List<StatUpdate.Value> news() {
        return snapshot(key -> !key.counter().isRoutine());
    }

    private List<StatUpdate.Value> snapshot(Predicate<Key> wanted) {
        List<StatUpdate.Value> snapshot = new ArrayList<>(values.size());
        values.forEach((key, adder) -> {
            if (wanted.test(key)) {
                snapshot.add(new StatUpdate.Value(key.counter().id(), key.label(), adder.sum()));
            }
        });
        return snapshot;
    }

    private LongAdder adder(Counter counter, String label) {
        Key key = new Key(counter, label);
        LongAdder adder = values.get(key);
        return adder != null ? adder : values.computeIfAbsent(key, k -> new LongAdder());
    }

    private record Key(Counter counter, String label) {}
}
