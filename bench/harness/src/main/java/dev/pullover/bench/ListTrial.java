package dev.pullover.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/** One size of tree: first passes, nothing new, ten new, the wire, the running modules. */
final class ListTrial {
    static final String CATALOG = "pullover, catalog";
    static final String SCAN = "pullover, scan";
    static final String RSYNC = "rsync";

    /** Up to that many files, everyone pulls his replica himself, and that is measured. */
    private static final int MAX_PULLED = 10_000;
    /** Of more, rclone would need minutes each time. */
    private static final int MAX_RCLONE = 200_000;
    /** At which sizes design.md says how long {@code pullover once} may take, in times of rsync's. */
    private static final Map<Integer, Double> NOTHING_NEW_LIMITS = Map.of(200_000, 1.0, 1_000_000, 0.2);

    private static final Map<Integer, Double> TEN_NEW_LIMITS = Map.of(200_000, 1.0);
    private static final String PUBLISHLIST = "publishlist";
    private static final String LOCAL_RSYNC = "rsync on one machine";

    private final Bench bench;
    private final ListTree tree;
    private final Lab lab;
    private final String size;
    private final Map<String, Path> replicas = new LinkedHashMap<>();

    ListTrial(Bench bench, ListTree tree) {
        this.bench = bench;
        this.tree = tree;
        this.lab = tree.lab();
        this.size = tree.files() + " files";
        replicas.put(CATALOG, lab.directory().resolve("catalog"));
        replicas.put(SCAN, lab.directory().resolve("scan"));
        Stream.of(RSYNC, "rclone")
                .filter(Machine::has)
                .filter(peer -> peer.equals(RSYNC) || tree.files() <= MAX_RCLONE)
                .forEach(peer -> replicas.put(peer, lab.directory().resolve(peer)));
    }

    void run() throws Exception {
        if (tree.files() > MAX_RCLONE) {
            bench.report()
                    .line("(No rclone with more than " + MAX_RCLONE + " files: it would take minutes each time.)\n");
        }
        bench.report().line("(Scanning takes a file when two looks agree, 2 s apart if it is younger than an hour.)\n");
        configure(lab.server().port());
        tree.make();
        first();
        Map<String, List<Sample>> nothing = contest("nothing new", false);
        Map<String, List<Sample>> ten = contest("10 new", true);
        for (Path replica : replicas.values()) {
            lab.requireEqual(replica);
        }
        configure(lab.proxy().port());
        wire();
        Targets targets = new Targets(size);
        compare(targets, "nothing new, once", nothing, NOTHING_NEW_LIMITS);
        compare(targets, "10 new, once", ten, TEN_NEW_LIMITS);
        new ListRunning(bench, tree, replicas).run(targets, seconds(nothing, RSYNC));
        targets.tell(bench.report());
    }

    private void configure(int port) throws IOException {
        lab.configure("catalog", port, "");
        lab.configure("scan", port, ListRunning.SCAN_MODE);
    }

    static Path config(Path replica) {
        return replica.resolveSibling(replica.getFileName() + ".toml");
    }

    private List<String> command(String name, int port) {
        Path replica = replicas.get(name);
        return switch (name) {
            case RSYNC -> lab.rsync(replica, port);
            case "rclone" -> lab.rclone(replica, port);
            default -> Lab.pullover(config(replica), "once");
        };
    }

    /** Everything for the first time. Of large trees the replicas are there already, but Pullover does not know it yet. */
    private void first() throws Exception {
        Map<String, List<Sample>> samples = new LinkedHashMap<>();
        samples.put(PUBLISHLIST, List.of(sample(publish())));
        boolean pulled = tree.files() <= MAX_PULLED;
        for (Map.Entry<String, Path> each : replicas.entrySet()) {
            boolean ours = each.getKey().startsWith("pullover");
            if (pulled) {
                Files.createDirectories(each.getValue());
            } else {
                tree.link(lab.outbox(), each.getValue());
            }
            if (ours) {
                samples.put(
                        each.getKey() + ": synchrolist once",
                        List.of(sample(Lab.pullover(config(each.getValue()), "synchrolist", "once"))));
            }
            if (ours || pulled) {
                samples.put(
                        each.getKey(),
                        List.of(sample(command(each.getKey(), lab.server().port()))));
            }
        }
        bench.report()
                .contest(size + (pulled ? ", all new, one run" : ", in place, not known yet, one run"), samples, "");
        // Not of the sources: a link more changes their ctime, so that they are read once more.
        tree.link(lab.outbox(), mirror());
    }

    /** All by turns, the publisher first. */
    private Map<String, List<Sample>> contest(String work, boolean withNew) throws Exception {
        Map<String, List<Sample>> publishing = new LinkedHashMap<>();
        Map<String, List<Sample>> samples = new LinkedHashMap<>();
        for (int round = 0; round < bench.rounds(); round++) {
            List<String> names = withNew ? tree.addTen() : List.of();
            add(publishing, PUBLISHLIST, sample(publish()));
            ListTree.require(lab.outbox(), names);
            if (replicas.containsKey(RSYNC)) {
                add(publishing, LOCAL_RSYNC, sample(List.of(RSYNC, "-a", lab.data() + "/", mirror() + "/")));
            }
            for (Map.Entry<String, Path> each : replicas.entrySet()) {
                add(
                        samples,
                        each.getKey(),
                        sample(command(each.getKey(), lab.server().port())));
                ListTree.require(each.getValue(), names);
            }
        }
        bench.report().contest(size + ", " + work + ", from cold", samples, RSYNC);
        bench.report().contest(size + ", publishing " + work, publishing, LOCAL_RSYNC);
        return samples;
    }

    /** The same once more, nothing new, through a proxy that counts. */
    private void wire() throws Exception {
        List<String[]> rows = new ArrayList<>();
        rows.add(new String[] {
            size + ", nothing new", "bytes from server", "bytes to server", "connections", "turns of the line"
        });
        for (String name : replicas.keySet()) {
            long received = lab.proxy().received();
            long sent = lab.proxy().sent();
            long accepted = lab.proxy().accepted();
            long turns = lab.proxy().turns();
            lab.must(command(name, lab.proxy().port()));
            rows.add(new String[] {
                name,
                Long.toString(lab.proxy().received() - received),
                Long.toString(lab.proxy().sent() - sent),
                Long.toString(lab.proxy().accepted() - accepted),
                Long.toString(lab.proxy().turns() - turns)
            });
        }
        bench.report().table(rows);
    }

    private void compare(Targets targets, String work, Map<String, List<Sample>> samples, Map<Integer, Double> limits) {
        Double limit = limits.get(tree.files());
        for (String name : List.of(CATALOG, SCAN)) {
            boolean hasTarget = limit != null && name.equals(CATALOG);
            targets.add(
                    work + ", " + name + " / rsync",
                    "%.3f",
                    seconds(samples, name) / seconds(samples, RSYNC),
                    hasTarget ? OptionalDouble.of(limit) : OptionalDouble.empty());
        }
    }

    private static double seconds(Map<String, List<Sample>> samples, String name) {
        return samples.containsKey(name) ? Report.median(samples.get(name), Sample::seconds) : Double.NaN;
    }

    private List<String> publish() {
        return Lab.pullover(config(replicas.get(CATALOG)), "publishlist", "once");
    }

    private Path mirror() {
        return lab.directory().resolve("mirror");
    }

    private Sample sample(List<String> command) throws Exception {
        return Measure.run(command, Lab.environment(), lab.directory().resolve("once.txt"));
    }

    private static void add(Map<String, List<Sample>> samples, String name, Sample sample) {
        samples.computeIfAbsent(name, none -> new ArrayList<>()).add(sample);
    }
}
