package dev.pullover.bench;

import dev.pullover.testkit.Keys;
import dev.pullover.testkit.OpenSshServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long a failover takes: from the moment when production refuses connections, or hangs, until a file that was published
 * after that has come from the backup, all modules running. Both servers are real ones over one outbox.
 */
final class FailoverCase implements BenchCase {
    private static final int TIMEOUT_MS = 2_000;
    private static final int PATIENCE_SECONDS = 120;
    private static final int PAUSE_MS = 20;
    private static final double NANOS_PER_MILLI = 1e6;

    @Override
    public String name() {
        return "failover";
    }

    @Override
    public String description() {
        return "from production refusing or hanging to the first file from the backup, all modules running";
    }

    @Override
    public void run(Bench bench) throws Exception {
        try (Lab lab = new Lab(bench.directory());
                OpenSshServer backup = backup(lab)) {
            Path config = lab.configure("replica", lab.server().port(), more(lab, backup));
            lab.must(Lab.pullover(config, "publishlist", "once"));
            Process publisher = lab.begin("publishlist", Lab.pullover(config, "publishlist", "run"));
            Path state = lab.directory().resolve("replica.state");
            try (Suite suite = Suite.start(lab, config, state)) {
                Runs runs = new Runs(lab, state);
                bench.report().table(rows(bench.rounds(), runs));
            } finally {
                publisher.destroy();
                publisher.waitFor();
            }
        }
    }

    private static List<String[]> rows(int rounds, Runs runs) throws Exception {
        List<String[]> rows = new ArrayList<>();
        rows.add(new String[] {
            rounds + " runs, timeout " + TIMEOUT_MS + " ms", "median ms", "slowest ms", "without a server, slowest ms"
        });
        for (boolean hang : new boolean[] {false, true}) {
            double[] taken = new double[rounds];
            double outage = 0;
            for (int i = 0; i < rounds; i++) {
                taken[i] = runs.failover(hang);
                outage = Math.max(outage, runs.outageMs());
                System.out.printf("%s %d: %.0f ms%n", hang ? "hung" : "refused", i + 1, taken[i]);
            }
            Arrays.sort(taken);
            rows.add(new String[] {
                hang ? "hangs (must: 2 x timeout)" : "refuses (must: 1000)",
                Report.number("%.0f", Report.percentile(taken, 50)),
                Report.number("%.0f", Report.percentile(taken, 100)),
                Report.number("%.0f", outage)
            });
        }
        return rows;
    }

    private static OpenSshServer backup(Lab lab) throws IOException {
        String key = Keys.generate(lab.directory().resolve("id-backup"));
        return OpenSshServer.in(Files.createDirectories(lab.directory().resolve("sshd-backup")), key)
                .start();
    }

    private static String more(Lab lab, OpenSshServer backup) {
        return """
                [[servers]]
                name = "backup"
                uri = "sftp://%s@127.0.0.1:%d%s"
                identity-file = "id-backup"
                host-keys = ["%s"]
                [check]
                timeout = "%dms"
                [failback]
                hold = "1s"
                """.formatted(backup.user(), backup.port(), lab.outbox(), backup.hostKeyLine(), TIMEOUT_MS);
    }

    /** One failover after the other, each from and back to production. */
    private static final class Runs {
        private static final Pattern OUTAGE = Pattern.compile("\"outage-ms\" : (\\d+)");
        private static final Pattern ACTIVE = Pattern.compile("\"servers\" : \\[ \\{\\s*\"name\" : \"(\\w+)\"");

        private final Lab lab;
        private final Path state;
        private int files;

        Runs(Lab lab, Path state) {
            this.lab = lab;
            this.state = state;
        }

        /** Milliseconds from the failure to the first file that was put after it. */
        double failover(boolean hang) throws Exception {
            await("production is in use", () -> active().equals("production"));
            arrive(put());
            long start = System.nanoTime();
            if (hang) {
                lab.server().suspend();
            } else {
                lab.server().kill();
            }
            arrive(put());
            double ms = (System.nanoTime() - start) / NANOS_PER_MILLI;
            if (hang) {
                lab.server().resume();
            } else {
                lab.server().start();
            }
            return ms;
        }

        /** What testserver says of the last one. */
        double outageMs() throws Exception {
            await("the failover is told", () -> OUTAGE.matcher(servers()).find());
            Matcher matcher = OUTAGE.matcher(servers());
            return matcher.find() ? Double.parseDouble(matcher.group(1)) : 0;
        }

        private String put() throws IOException {
            String name = "file-" + files++;
            Path whole = Files.writeString(lab.directory().resolve("next"), name);
            Files.move(whole, lab.data().resolve(name), StandardCopyOption.ATOMIC_MOVE);
            return name;
        }

        private void arrive(String name) throws Exception {
            Path file = lab.directory().resolve("replica").resolve(name);
            await(name + " arrives", () -> Files.exists(file));
        }

        private String active() throws IOException {
            Matcher matcher = ACTIVE.matcher(servers());
            return matcher.find() ? matcher.group(1) : "";
        }

        private String servers() throws IOException {
            Path file = state.resolve("servers.json");
            return Files.exists(file) ? Files.readString(file) : "";
        }

        private static void await(String what, Condition condition) throws Exception {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
            while (!condition.holds()) {
                if (System.nanoTime() > deadline) {
                    throw new WrongResultException("not within " + PATIENCE_SECONDS + " s: " + what);
                }
                TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
            }
        }
    }

    private interface Condition {
        boolean holds() throws Exception;
    }
}
