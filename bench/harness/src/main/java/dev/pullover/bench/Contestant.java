package dev.pullover.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A program that does a piece of work.
 *
 * @param name in tables
 * @param command to run, without a shell
 * @param environment added to ours
 * @param prepare run before each round, not measured
 * @param check run after each round, not measured: throws if the work was not done
 */
record Contestant(String name, List<String> command, Map<String, String> environment, Step prepare, Step check) {
    Contestant {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }

    /** Something to do around a run. */
    interface Step {
        void run() throws Exception;
    }

    /** One round: prepares, measures, checks. */
    Sample round(Path output) throws Exception {
        prepare.run();
        Sample sample = Measure.run(command, environment, output);
        check.run();
        return sample;
    }
}
