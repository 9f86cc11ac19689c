package dev.pullover.bench;

import java.nio.file.Files;
import java.nio.file.Path;

/** Finding out that nothing is new, or ten files, among many: with the catalog, with scanning, and by the peers. */
final class ListCase implements BenchCase {
    @Override
    public String name() {
        return "list";
    }

    @Override
    public String description() {
        return "nothing new and 10 new among many files of one byte: from cold, running, on the wire, and publishing";
    }

    @Override
    public void run(Bench bench) throws Exception {
        for (int files : bench.files()) {
            Path directory = Files.createDirectories(bench.directory().resolve("list-" + files));
            try (Lab lab = new Lab(directory)) {
                new ListTrial(bench, new ListTree(lab, files)).run();
            }
        }
    }
}
