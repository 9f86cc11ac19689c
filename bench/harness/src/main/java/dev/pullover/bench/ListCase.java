package dev.pullover.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Finding out that nothing is new, or ten files, among many: with the catalog, with scanning, and by the peers. */
final class ListCase implements BenchCase {
    private static final int FILES_PER_DIRECTORY = 1000;
    private static final int NEW_FILES = 10;
    private static final String SCAN = "\n[synchro]\nmode = \"scan\"\n";

    @Override
    public String name() {
        return "list";
    }

    @Override
    public String description() {
        return "nothing new and 10 new among many files of one byte, each program from cold";
    }

    @Override
    public void run(Bench bench) throws Exception {
        for (int files : bench.files()) {
            Path directory = Files.createDirectories(bench.directory().resolve("list-" + files));
            try (Lab lab = new Lab(directory)) {
                new Trial(bench, lab, files).run();
            }
        }
    }

    /** One size of tree. */
    private static final class Trial {
        private final Bench bench;
        private final Lab lab;
        private final int files;
        private final Path catalog;
        private final Path scan;
        private int added;

        Trial(Bench bench, Lab lab, int files) throws IOException {
            this.bench = bench;
            this.lab = lab;
            this.files = files;
            this.catalog = lab.configure("catalog", lab.server().port(), "");
            this.scan = lab.configure("scan", lab.server().port(), SCAN);
        }

        void run() throws Exception {
            for (int i = 0; i < files; i++) {
                Path folder = lab.data().resolve("d" + i / FILES_PER_DIRECTORY);
                if (i % FILES_PER_DIRECTORY == 0) {
                    Files.createDirectories(folder);
                }
                Files.write(folder.resolve("f" + i), new byte[] {(byte) i});
            }
            Map<String, List<Sample>> first = new LinkedHashMap<>();
            first.put("publishlist, first", List.of(once("publishlist", Lab.pullover(catalog, "publishlist", "once"))));
            first.put("pullover, catalog", List.of(once("catalog", Lab.pullover(catalog, "once"))));
            first.put("pullover, scan", List.of(once("scan", Lab.pullover(scan, "once"))));
            for (String peer : peers()) {
                Files.createDirectories(replica(peer));
                first.put(
                        peer,
                        List.of(once(
                                peer, command(peer, replica(peer), lab.server().port()))));
            }
            bench.report().contest(files + " files, all new, one run", first, "");
            bench.report().contest(files + " files, nothing new", Contest.run(bench, contestants(() -> {})), "rsync");
            bench.report()
                    .contest(files + " files, 10 new", Contest.run(bench, contestants(this::publishTen)), "rsync");
            Map<String, List<Sample>> publisher = new LinkedHashMap<>();
            publisher.put("publishlist", List.of(once("publishlist", Lab.pullover(catalog, "publishlist", "once"))));
            bench.report().contest(files + " files, publishing nothing new", publisher, "");
            wire();
        }

        private List<String> peers() {
            return Stream.of("rsync", "rclone").filter(Machine::has).toList();
        }

        private Path replica(String name) {
            return lab.directory().resolve(name);
        }

        private List<String> command(String peer, Path replica, int port) {
            return peer.equals("rsync") ? lab.rsync(replica, port) : lab.rclone(replica, port);
        }

        private Sample once(String replica, List<String> command) throws Exception {
            Sample sample =
                    Measure.run(command, Lab.environment(), lab.directory().resolve("once.txt"));
            if (!replica.equals("publishlist")) {
                lab.requireEqual(replica(replica));
            }
            return sample;
        }

        private List<Contestant> contestants(Contestant.Step prepare) {
            List<Contestant> all = new ArrayList<>();
            all.add(pullover("pullover, catalog", "catalog", catalog, prepare));
            all.add(pullover("pullover, scan", "scan", scan, prepare));
            for (String peer : peers()) {
                Path replica = replica(peer);
                all.add(new Contestant(
                        peer,
                        command(peer, replica, lab.server().port()),
                        Map.of(),
                        prepare,
                        () -> lab.requireEqual(replica)));
            }
            return all;
        }

        private Contestant pullover(String name, String replica, Path config, Contestant.Step prepare) {
            return new Contestant(
                    name,
                    Lab.pullover(config, "once"),
                    Lab.environment(),
                    prepare,
                    () -> lab.requireEqual(replica(replica)));
        }

        /** The others see these files later, with ten more: all have at least ten to fetch, and Pullover no fewer. */
        private void publishTen() throws Exception {
            for (int i = 0; i < NEW_FILES; i++) {
                Files.write(lab.data().resolve("d0").resolve("new" + added++), new byte[] {1});
            }
            lab.must(Lab.pullover(catalog, "publishlist", "once"));
        }

        /** What the server sends when nothing is new: the same once more, through a proxy that counts. */
        private void wire() throws Exception {
            List<String[]> rows = new ArrayList<>();
            rows.add(new String[] {files + " files, nothing new", "bytes from the server"});
            int port = lab.proxy().port();
            lab.configure("catalog", port, "");
            lab.configure("scan", port, SCAN);
            rows.add(new String[] {"pullover, catalog", bytes(Lab.pullover(catalog, "once"))});
            rows.add(new String[] {"pullover, scan", bytes(Lab.pullover(scan, "once"))});
            for (String peer : peers()) {
                rows.add(new String[] {peer, bytes(command(peer, replica(peer), port))});
            }
            bench.report().table(rows);
        }

        private String bytes(List<String> command) throws Exception {
            long before = lab.proxy().received();
            lab.must(command);
            return Long.toString(lab.proxy().received() - before);
        }
    }
}
