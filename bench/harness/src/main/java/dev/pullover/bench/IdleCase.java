package dev.pullover.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The five modules with nothing to do: processor time and memory, soon after the start, a minute later, and when they have been there for a while. */
final class IdleCase implements BenchCase {
    /** After the start, until compilers and caches are quiet. */
    private static final int SETTLE_SECONDS = 20;

    private static final int WATCH_SECONDS = 60;
    /** What is called once a second takes some minutes until it is worth being compiled. */
    private static final int LONG_SECONDS = 220;

    private static final double MEGA = 1e6;
    private static final int PERCENT = 100;

    @Override
    public String name() {
        return "idle";
    }

    @Override
    public String description() {
        return "the five modules running, nothing new: after 20 s, after 80 s, and after 6 min";
    }

    @Override
    public void run(Bench bench) throws Exception {
        try (Lab lab = new Lab(bench.directory())) {
            Path config = lab.configure("replica", lab.server().port(), "");
            lab.must(Lab.pullover(config, "publishlist", "once"));
            try (Suite suite = Suite.start(lab, config, lab.directory().resolve("replica.state"))) {
                TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
                bench.report().table(watch(suite));
                // Methods that are called some times a second are compiled by now.
                bench.report().table(watch(suite));
                TimeUnit.SECONDS.sleep(LONG_SECONDS);
                bench.report().table(watch(suite));
            }
        }
    }

    private static List<String[]> watch(Suite suite) throws Exception {
        List<Long> pids = suite.pids();
        double[] before = cpu(pids);
        TimeUnit.SECONDS.sleep(WATCH_SECONDS);
        double[] after = cpu(pids);
        List<String[]> rows = new ArrayList<>();
        rows.add(new String[] {"module", "% of a core", "proportional set, MB"});
        double share = 0;
        double bytes = 0;
        for (int i = 0; i < pids.size(); i++) {
            double used = PERCENT * (after[i] - before[i]) / WATCH_SECONDS;
            double set = Measure.proportionalBytes(pids.get(i)) / MEGA;
            share += used;
            bytes += set;
            rows.add(new String[] {Suite.MODULES.get(i), Report.number("%.2f", used), Report.number("%.0f", set)});
        }
        rows.add(new String[] {"together", Report.number("%.2f", share), Report.number("%.0f", bytes)});
        return rows;
    }

    private static double[] cpu(List<Long> pids) throws Exception {
        double[] seconds = new double[pids.size()];
        for (int i = 0; i < seconds.length; i++) {
            seconds[i] = Measure.cpuSeconds(pids.get(i));
        }
        return seconds;
    }
}
