package dev.pullover.bench;

import dev.pullover.testkit.ProcessFigures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;

/** Modules that run: what a look costs that finds nothing new, and how long ten new files take. */
final class ListRunning {
    static final String SCAN_MODE = "\n[synchro]\nmode = \"scan\"\nscan-interval = \"1s\"\n";

    private static final int TARGET_FILES = 200_000;
    private static final double LOOK_LIMIT = 0.01;
    private static final double MAX_ROUND_TRIPS = 3;
    private static final int LOOKS = 20;
    private static final int BATCHES = 10;
    private static final long TIMEOUT_SECONDS = 120;
    private static final double MILLIS_PER_SECOND = 1e3;
    private static final double NANOS_PER_MILLI = 1e6;
    private static final double MEGA = 1e6;

    private final Bench bench;
    private final ListTree tree;
    private final Lab lab;
    private final Map<String, Path> replicas;

    /** @param replicas up to date, their configurations pointing to the lab's proxy */
    ListRunning(Bench bench, ListTree tree, Map<String, Path> replicas) {
        this.bench = bench;
        this.tree = tree;
        this.lab = tree.lab();
        this.replicas = replicas;
    }

    /** @param rsyncSeconds what rsync needs to find that nothing is new; not a number if it is not known */
    void run(Targets targets, double rsyncSeconds) throws Exception {
        List<String[]> rows = new ArrayList<>();
        rows.add(new String[] {
            tree.files() + " files, running, each look",
            "ms",
            "round trips",
            "bytes",
            "CPU ms of synchrolist",
            "its peak MB"
        });
        for (String name : List.of(ListTrial.CATALOG, ListTrial.SCAN)) {
            Looks looks = new Looks();
            rows.add(watch(name, looks));
            limit(targets, name, looks, rsyncSeconds);
        }
        bench.report().table(rows);
        arrivals();
    }

    /** Without testserver, so that nobody else speaks on the line. */
    private String[] watch(String name, Looks looks) throws Exception {
        lab.proxy().observe(looks);
        Process process =
                lab.begin("synchrolist", Lab.pullover(ListTrial.config(replicas.get(name)), "synchrolist", "run"));
        try {
            // The first full scan, or the first looks after the login.
            await("synchrolist looks at " + name, () -> looks.count() > 2);
            looks.clear();
            double cpu = Measure.cpuSeconds(process.pid());
            await("synchrolist looks at " + name, () -> looks.count() > LOOKS);
            cpu = Measure.cpuSeconds(process.pid()) - cpu;
            return new String[] {
                name,
                Report.number("%.2f", looks.milliseconds()),
                Report.number("%.0f", looks.roundTrips()),
                Report.number("%.0f", looks.bytes()),
                Report.number("%.1f", cpu * MILLIS_PER_SECOND / LOOKS),
                Report.number("%.0f", ProcessFigures.peakResidentBytes(process.pid()) / MEGA)
            };
        } finally {
            lab.proxy().observe((fromServer, bytes, nanoTime) -> {});
            process.destroy();
            process.waitFor();
        }
    }

    private void limit(Targets targets, String name, Looks looks, double rsyncSeconds) {
        boolean isCatalog = name.equals(ListTrial.CATALOG);
        boolean hasTarget = isCatalog && tree.files() == TARGET_FILES;
        targets.add(
                "nothing new, running, " + name + " / rsync from cold",
                "%.5f",
                looks.milliseconds() / MILLIS_PER_SECOND / rsyncSeconds,
                hasTarget ? OptionalDouble.of(LOOK_LIMIT) : OptionalDouble.empty());
        targets.add(
                "round trips of a look, " + name,
                "%.0f",
                looks.roundTrips(),
                isCatalog ? OptionalDouble.of(MAX_ROUND_TRIPS) : OptionalDouble.empty());
    }

    /**
     * From the moment that HEAD is replaced until all ten are in the replica, with all modules and the publisher running. One
     * started for each batch would write its index anew, all of it, to the disk to which the replica is forced.
     */
    private void arrivals() throws Exception {
        Path replica = replicas.get(ListTrial.CATALOG);
        Path config = lab.configure("catalog", lab.server().port(), "");
        List<Double> delays = new ArrayList<>();
        Process publisher = lab.begin("publishlist", Lab.pullover(config, "publishlist", "run"));
        try (Suite suite = Suite.start(lab, config, lab.directory().resolve("catalog.state"))) {
            // The first one waits for the publisher's first pass.
            arrival(replica);
            for (int batch = 0; batch < BATCHES; batch++) {
                delays.add(arrival(replica));
            }
        } finally {
            publisher.destroy();
            publisher.waitFor();
        }
        List<String[]> rows = new ArrayList<>();
        rows.add(new String[] {
            tree.files() + " files, running, " + ListTree.NEW_FILES + " new", "median ms", "slowest ms"
        });
        double[] all = delays.stream().mapToDouble(Double::doubleValue).toArray();
        rows.add(new String[] {
            "from HEAD replaced to all of them in the replica",
            Report.number("%.0f", Report.percentile(all, 50)),
            Report.number("%.0f", Report.percentile(all, 100))
        });
        bench.report().table(rows);
    }

    /** In milliseconds. */
    private double arrival(Path replica) throws Exception {
        Path head = lab.outbox().resolve(".pullover/catalog/HEAD");
        Object before = Files.readAttributes(head, BasicFileAttributes.class).fileKey();
        List<String> names = tree.addTen();
        await(
                "HEAD is replaced",
                () -> !before.equals(
                        Files.readAttributes(head, BasicFileAttributes.class).fileKey()));
        long published = System.nanoTime();
        await("ten files arrive", () -> ListTree.has(replica, names));
        return (System.nanoTime() - published) / NANOS_PER_MILLI;
    }

    private interface Condition {
        boolean holds() throws IOException;
    }

    private static void await(String what, Condition condition) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
        while (!condition.holds()) {
            if (System.nanoTime() > deadline) {
                throw new WrongResultException("after " + TIMEOUT_SECONDS + " s still not: " + what);
            }
            TimeUnit.MILLISECONDS.sleep(1);
        }
    }
}
