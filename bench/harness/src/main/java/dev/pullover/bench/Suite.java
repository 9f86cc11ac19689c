package dev.pullover.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The running modules of a replica. */
final class Suite implements AutoCloseable {
    static final List<String> MODULES = List.of("testserver", "synchrolist", "copylist", "stat", "log");

    private static final long STOP_SECONDS = 30;

    private final Lab lab;
    private final Path config;
    private final Path state;

    private Suite(Lab lab, Path config, Path state) {
        this.lab = lab;
        this.config = config;
        this.state = state;
    }

    /** Starts all modules and returns when they run. */
    static Suite start(Lab lab, Path config, Path state) throws Exception {
        lab.must(Lab.pullover(config, "start"));
        Suite suite = new Suite(lab, config, state);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(STOP_SECONDS);
        while (suite.pids().size() < MODULES.size()) {
            if (System.nanoTime() > deadline) {
                throw new WrongResultException("the modules did not start: see " + state);
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
        return suite;
    }

    /** The process ids of the modules that run, in the order of {@link #MODULES}. */
    List<Long> pids() throws IOException {
        List<Long> pids = new ArrayList<>();
        for (String module : MODULES) {
            Path lock = state.resolve("locks").resolve(module + ".lock");
            if (Files.exists(lock)) {
                java.util.regex.Matcher matcher =
                        java.util.regex.Pattern.compile("pid[\"=: ]+(\\d+)").matcher(Files.readString(lock));
                if (matcher.find()) {
                    pids.add(Long.parseLong(matcher.group(1)));
                }
            }
        }
        return pids;
    }

    @Override
    public void close() throws IOException, InterruptedException, WrongResultException {
        lab.must(Lab.pullover(config, "stop"));
    }
}
