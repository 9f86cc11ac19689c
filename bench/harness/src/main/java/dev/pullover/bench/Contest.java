package dev.pullover.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Lets contestants do the same work by turns, so that what disturbs the machine disturbs all of them alike. */
final class Contest {
    private Contest() {}

    /** One round of one contestant. */
    interface Round<T> {
        Sample of(T contestant, int round) throws Exception;
    }

    /** All samples by contestant, in the order given. */
    static Map<String, List<Sample>> run(Bench bench, List<Contestant> contestants) throws Exception {
        Path output = bench.directory().resolve("output.txt");
        return run(bench, contestants, Contestant::name, (contestant, round) -> contestant.round(output));
    }

    /** The same for those who need to know which round it is. */
    static <T> Map<String, List<Sample>> run(
            Bench bench, List<T> contestants, Function<T, String> nameOf, Round<T> work) throws Exception {
        Map<String, List<Sample>> samples = new LinkedHashMap<>();
        for (int round = 0; round < bench.rounds(); round++) {
            for (T contestant : contestants) {
                String name = nameOf.apply(contestant);
                Sample sample = work.of(contestant, round);
                bench.told(round, name, sample);
                samples.computeIfAbsent(name, none -> new ArrayList<>()).add(sample);
            }
        }
        return samples;
    }
}
