package dev.pullover.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.apache.commons.io.FileUtils;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench/chaos}: the whole suite with real servers and a publisher under load, while everything breaks at random. */
@Command(
        name = "bench/chaos",
        mixinStandardHelpOptions = true,
        description = "Runs all modules, two real SSH servers and a publisher under load, kills, stops, cuts, fills and"
                + " switches at random, then checks that nothing was lost. Exit code 1 if something was.")
public final class ChaosMain implements Callable<Integer> {
    private static final double SECONDS_PER_MINUTE = 60;
    private static final double NANOS_PER_SECOND = 1e9;

    @Option(
            names = "--minutes",
            paramLabel = "M",
            defaultValue = "3",
            description = "How long things break (default: ${DEFAULT-VALUE}).")
    private double minutes = 3;

    @Option(names = "--seed", paramLabel = "N", description = "Of what breaks in which order; printed.")
    private @Nullable Long seed;

    @Option(names = "--keep", description = "Leave the directory for a look.")
    private boolean keep;

    @Option(
            names = "--directory",
            paramLabel = "DIR",
            description = "Where to work (default: the directory for temporary files).")
    private @Nullable Path directory;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new ChaosMain()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        long drawn = seed != null ? seed : new Random().nextLong();
        Report report = new Report(new PrintStream(System.out, true, StandardCharsets.UTF_8));
        report.line(Machine.describe() + "; seed " + drawn);
        Path parent = directory != null ? directory : Path.of(System.getProperty("java.io.tmpdir"));
        Path work = Files.createTempDirectory(Files.createDirectories(parent), "pullover-chaos-")
                .toRealPath();
        try (ChaosInterruption interruption = new ChaosInterruption()) {
            return run(work, drawn, report, interruption) ? 0 : 1;
        }
    }

    /** Whatever ends it, a signal too: no process and no mount is left, and files only if somebody will want to see them. */
    private boolean run(Path work, long drawn, Report report, ChaosInterruption interruption) throws Exception {
        boolean good = false;
        try (ChaosScene scene = ChaosScene.start(work, interruption)) {
            good = run(scene, drawn, report);
            if (!good || keep) {
                FileUtils.copyDirectory(
                        scene.state().toFile(), work.resolve("state-at-the-end").toFile());
            }
        } catch (Exception e) {
            if (!interruption.happened()) {
                throw e;
            }
            report.line("interrupted");
        } finally {
            cleanUp(work, good || interruption.happened(), report);
        }
        return good && !interruption.happened();
    }

    private void cleanUp(Path work, boolean nothingToSee, Report report) throws IOException {
        // An interruption has done its work when this begins; one that comes during it must not cut it short.
        Thread.interrupted();
        try {
            ChaosRemains.remove(work);
        } catch (InterruptedException e) {
            cleanUp(work, nothingToSee, report);
            return;
        }
        if (nothingToSee && !keep) {
            FileUtils.deleteDirectory(work.toFile());
        } else {
            report.line("kept: " + work);
        }
    }

    private boolean run(ChaosScene scene, long drawn, Report report) throws Exception {
        ChaosLoad load = new ChaosLoad(scene, drawn);
        ChaosRun run = new ChaosRun(scene, load);
        run.go(drawn, Math.round(minutes * SECONDS_PER_MINUTE));
        report.line("%d files put, %d on their way, %d times something broke"
                .formatted(load.puts(), load.pending(), run.happened().size()));
        ChaosChecks checks = new ChaosChecks(scene, load);
        checks.run();
        report.heading("What broke, and how long until a file that was put after that had arrived");
        report.table(rows(run.happened(), load.arrivals()));
        double[] delays =
                load.arrivals().stream().mapToDouble(ChaosLoad.Arrival::seconds).toArray();
        report.line("publication to arrival of %d versions: median %.2f s, p99 %.2f s, longest outage %.2f s"
                .formatted(
                        delays.length,
                        Report.percentile(delays, 50),
                        Report.percentile(delays, 99),
                        Report.percentile(delays, 100)));
        run.failures().forEach(failure -> report.line("WRONG: " + failure));
        return checks.wrong().isEmpty() && run.failures().isEmpty();
    }

    private static List<String[]> rows(List<ChaosTrouble.Happened> happened, List<ChaosLoad.Arrival> arrivals) {
        Map<String, List<Double>> recoveries = new TreeMap<>();
        for (ChaosTrouble.Happened one : happened) {
            double seconds = arrivals.stream()
                    .filter(arrival -> arrival.putNs() - one.ns() >= 0)
                    .mapToDouble(arrival -> (arrival.arrivedNs() - one.ns()) / NANOS_PER_SECOND)
                    .min()
                    .orElse(Double.NaN);
            recoveries.computeIfAbsent(one.name(), name -> new ArrayList<>()).add(seconds);
            recoveries.computeIfAbsent("all", name -> new ArrayList<>()).add(seconds);
        }
        List<String[]> rows = new ArrayList<>();
        rows.add(new String[] {"what", "times", "median s", "p90 s", "longest s"});
        recoveries.forEach((name, all) -> {
            double[] known = all.stream()
                    .mapToDouble(Double::doubleValue)
                    .filter(seconds -> !Double.isNaN(seconds))
                    .toArray();
            rows.add(new String[] {
                name,
                Integer.toString(all.size()),
                Report.number("%.2f", Report.percentile(known, 50)),
                Report.number("%.2f", Report.percentile(known, 90)),
                Report.number("%.2f", Report.percentile(known, 100))
            });
        });
        return rows;
    }
}
