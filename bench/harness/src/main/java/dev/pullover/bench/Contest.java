package dev.pullover.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Lets contestants do the same work by turns, so that what disturbs the machine disturbs all of them alike. */
final class Contest {
    private Contest() {}

    /** All samples by contestant, in the order given. */
    static Map<String, List<Sample>> run(Bench bench, List<Contestant> contestants) throws Exception {
        Map<String, List<Sample>> samples = new LinkedHashMap<>();
        Path output = bench.directory().resolve("output.txt");
        for (int round = 0; round < bench.rounds(); round++) {
            for (Contestant contestant : contestants) {
                Sample sample = contestant.round(output);
                bench.told(round, contestant.name(), sample);
                samples.computeIfAbsent(contestant.name(), name -> new ArrayList<>())
                        .add(sample);
            }
        }
        return samples;
    }
}
