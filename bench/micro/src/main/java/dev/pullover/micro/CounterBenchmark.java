package dev.pullover.micro;

import dev.pullover.common.message.StatUpdate;
import dev.pullover.common.metrics.Counter;
import dev.pullover.common.metrics.Counters;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/** What it costs a module to count. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class CounterBenchmark {
    private static final String SERVER = "production";

    private final Counters counters = new Counters();

    /** A module of usual size: every counter there is, two servers where it has a label. */
    @Setup
    public void touchAll() {
        for (Counter counter : Counter.values()) {
            counters.add(counter, counter.label().isEmpty() ? "" : SERVER, 1);
            if (!counter.label().isEmpty()) {
                counters.add(counter, "backup", 1);
            }
        }
    }

    @Benchmark
    public void increment() {
        counters.increment(Counter.FILES_ALREADY_HERE);
    }

    @Benchmark
    public void incrementLabelled() {
        counters.increment(Counter.FILES_COPIED, SERVER);
    }

    @Benchmark
    @Threads(8)
    public void incrementLabelledByEightThreads() {
        counters.increment(Counter.FILES_COPIED, SERVER);
    }

    @Benchmark
    public void set() {
        counters.set(Counter.LAG_FILES, 7);
    }

    /** Once a second, by the thread that reports. */
    @Benchmark
    public List<StatUpdate.Value> snapshot() {
        return counters.snapshot();
    }
}
