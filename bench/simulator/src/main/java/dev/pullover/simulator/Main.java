package dev.pullover.simulator;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.pullover.simulator.Simulation.Result;
import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench/simulate}: runs seeds one after the other until one fails, or the time is over. */
@Command(
        name = "bench/simulate",
        mixinStandardHelpOptions = true,
        description = "The real modules in a simulated world full of faults. Ends with exit code 6 at the first run in"
                + " which something happened that must never happen; the same seed does the same again.")
public final class Main implements Callable<Integer> {
    private static final int FAILED = 6;
    private static final Duration REPORT_INTERVAL = Duration.ofSeconds(10);

    @Option(names = "--seed", paramLabel = "N", description = "The first seed (default: by chance). The next is N + 1.")
    private @Nullable Long seed;

    @Option(names = "--step", paramLabel = "S", description = "The next seed is N + S instead.", defaultValue = "1")
    private long step;

    @Option(names = "--runs", paramLabel = "K", description = "How many runs (default: 1 with --seed alone).")
    private @Nullable Long runs;

    @Option(names = "--minutes", paramLabel = "M", description = "For how long to start new runs, real time.")
    private @Nullable Double minutes;

    @Option(names = "--trace", description = "Print every event.")
    private boolean trace;

    @Option(names = "--log", description = "Print what the modules log, too.")
    private boolean logs;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Main()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException {
        ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).setLevel(logs ? Level.DEBUG : Level.OFF);
        long first = seed != null ? seed : new Random().nextLong(1_000_000_000_000L);
        long most = runs != null ? runs : minutes != null || seed == null ? Long.MAX_VALUE : 1;
        long begunNs = System.nanoTime();
        long endNs = minutes == null
                ? Long.MAX_VALUE
                : begunNs + (long) (minutes * Duration.ofMinutes(1).toNanos());
        Sum sum = new Sum(begunNs);
        for (long i = 0; i < most && System.nanoTime() < endNs; i++) {
            Result result = Simulation.run(first + i * step, Sabotage.NONE, printer());
            sum.add(result);
            if (result.violation() != null) {
                report(result, sum);
                return FAILED;
            }
        }
        sum.print("no violation");
        return 0;
    }

    private Consumer<String> printer() {
        return trace ? System.out::println : event -> {};
    }

    private void report(Result result, Sum sum) {
        if (!trace) {
            result.last().forEach(System.out::println);
        }
        System.out.println(
                "seed " + result.seed() + " fails: " + result.violation().getMessage());
        if (result.violation().getCause() != null) {
            result.violation().getCause().printStackTrace(System.out);
        }
        System.out.println("again: bench/simulate --seed " + result.seed() + " --trace --log");
        sum.print("one violation");
    }

    /** What has been done so far. */
    private static final class Sum {
        private final long begunNs;
        private long toldNs;
        private long runs;
        private long events;
        private Duration simulated = Duration.ZERO;
        private long hash;

        Sum(long begunNs) {
            this.begunNs = begunNs;
            this.toldNs = begunNs;
        }

        void add(Result result) {
            runs++;
            events += result.events();
            simulated = simulated.plus(result.time());
            hash = hash * 31 + result.hash();
            if (System.nanoTime() - toldNs > REPORT_INTERVAL.toNanos()) {
                toldNs = System.nanoTime();
                print("so far no violation");
            }
        }

        void print(String what) {
            double seconds = (System.nanoTime() - begunNs) / 1e9;
            System.out.printf(
                    "%s: %d runs, %.1f a second, %d events, %.1f h simulated, hash %016x%n",
                    what, runs, runs / seconds, events, simulated.toSeconds() / 3600.0, hash);
        }
    }
}
