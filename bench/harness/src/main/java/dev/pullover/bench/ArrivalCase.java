package dev.pullover.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** How long a new file takes from the sources on production to the replica, with everything running; beside lsyncd. */
final class ArrivalCase implements BenchCase {
    private static final int FILES = 300;
    private static final int BYTES = 20_000;
    /** Between two files, on average. */
    private static final int PAUSE_MS = 100;

    private static final int TIMEOUT_SECONDS = 60;
    private static final double NANOS_PER_MILLI = 1e6;

    @Override
    public String name() {
        return "arrival";
    }

    @Override
    public String description() {
        return "from a new file on production to the same on the replica, all modules running";
    }

    @Override
    public void run(Bench bench) throws Exception {
        List<String[]> rows = new ArrayList<>();
        rows.add(new String[] {FILES + " files of " + BYTES + " bytes", "p50 ms", "p95 ms", "p99 ms", "slowest ms"});
        rows.add(row("pullover", pullover(bench)));
        if (Machine.has("lsyncd")) {
            rows.add(row("lsyncd (delay 0, rsync over ssh)", lsyncd(bench)));
        }
        bench.report().table(rows);
    }

    private static double[] pullover(Bench bench) throws Exception {
        try (Lab lab = new Lab(Files.createDirectories(bench.directory().resolve("pullover")))) {
            Path config = lab.configure("replica", lab.server().port(), "");
            lab.must(Lab.pullover(config, "publishlist", "once"));
            Process publisher = lab.begin("publishlist", Lab.pullover(config, "publishlist", "run"));
            try (Suite suite = Suite.start(lab, config, lab.directory().resolve("replica.state"))) {
                return delays(bench, lab, lab.directory().resolve("replica"));
            } finally {
                publisher.destroy();
                publisher.waitFor();
            }
        }
    }

    /** Its own way round: a daemon on production pushes, since it cannot pull. */
    private static double[] lsyncd(Bench bench) throws Exception {
        try (Lab lab = new Lab(Files.createDirectories(bench.directory().resolve("lsyncd")))) {
            Path replica = Files.createDirectories(lab.directory().resolve("replica"));
            Path settings = lab.directory().resolve("lsyncd.lua");
            Files.writeString(settings, """
                    settings { nodaemon = true }
                    sync {
                        default.rsyncssh,
                        source = "%s", host = "%s@127.0.0.1", targetdir = "%s", delay = 0,
                        ssh = { identityFile = "%s", port = %d,
                                options = { UserKnownHostsFile = "%s" } }
                    }
                    """.formatted(
                            lab.data(),
                            lab.server().user(),
                            replica,
                            lab.directory().resolve("id"),
                            lab.server().port(),
                            lab.directory().resolve("known_hosts")));
            Process daemon = lab.begin("lsyncd", List.of("lsyncd", settings.toString()));
            try {
                return delays(bench, lab, replica);
            } finally {
                daemon.destroy();
                daemon.waitFor();
            }
        }
    }

    /** Puts files into the sources at moments drawn by chance, whole at once, and waits for each, in milliseconds. */
    private static double[] delays(Bench bench, Lab lab, Path replica) throws Exception {
        Random random = new Random(bench.seed());
        appear(lab, replica, random, "warm-up");
        long[] put = new long[FILES];
        long[] seen = new long[FILES];
        long next = System.nanoTime();
        int made = 0;
        int arrived = 0;
        while (arrived < FILES) {
            long now = System.nanoTime();
            if (made < FILES && now >= next) {
                put(lab, random, "file-" + made);
                put[made++] = System.nanoTime();
                next = now + TimeUnit.MILLISECONDS.toNanos(1 + random.nextInt(2 * PAUSE_MS));
            }
            for (int i = 0; i < made; i++) {
                if (seen[i] == 0 && Files.exists(replica.resolve("file-" + i))) {
                    seen[i] = System.nanoTime();
                    arrived++;
                }
            }
            if (made > 0 && now - put[made - 1] > TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS)) {
                throw new WrongResultException((FILES - arrived) + " files did not arrive");
            }
            TimeUnit.MILLISECONDS.sleep(1);
        }
        lab.requireEqual(replica);
        return IntStream.range(0, FILES)
                .mapToDouble(i -> (seen[i] - put[i]) / NANOS_PER_MILLI)
                .toArray();
    }

    private static void appear(Lab lab, Path replica, Random random, String name) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
        put(lab, random, name);
        while (!Files.exists(replica.resolve(name))) {
            if (System.nanoTime() > deadline) {
                throw new WrongResultException("the first file did not arrive in " + TIMEOUT_SECONDS + " s");
            }
            TimeUnit.MILLISECONDS.sleep(1);
        }
    }

    private static void put(Lab lab, Random random, String name) throws IOException {
        byte[] content = new byte[BYTES];
        random.nextBytes(content);
        Path whole = lab.directory().resolve("next");
        Files.write(whole, content);
        Files.move(whole, lab.data().resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    private static String[] row(String name, double[] delays) {
        return new String[] {
            name,
            Report.number("%.0f", Report.percentile(delays, 50)),
            Report.number("%.0f", Report.percentile(delays, 95)),
            Report.number("%.0f", Report.percentile(delays, 99)),
            Report.number("%.0f", Report.percentile(delays, 100))
        };
    }
}
