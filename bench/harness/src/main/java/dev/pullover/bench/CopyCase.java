package dev.pullover.bench;

import dev.pullover.testkit.FaultProxy;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Pulling a whole tree, each program from cold, all with the same cipher and each as fast as it is said to be able to. */
final class CopyCase implements BenchCase {
    /** The server offers no other, so nobody can have a better one. */
    private static final String CIPHER = "Ciphers aes128-gcm@openssh.com";

    private static final String SMALL = "small";
    private static final Duration ARRIVAL_TIMEOUT = Duration.ofMinutes(5);
    private static final int PIECE_BYTES = 1 << 20;
    private static final int FILES_PER_DIRECTORY = 100;
    private static final Path REAL_TREE = Path.of("/usr/share");

    private final String name;
    private final String description;
    private final Duration delay;
    private final Tree tree;

    private CopyCase(String name, String description, Duration delay, Tree tree) {
        this.name = name;
        this.description = description;
        this.delay = delay;
        this.tree = tree;
    }

    /** All of them. */
    static List<BenchCase> all() {
        Duration none = Duration.ZERO;
        Duration far = Duration.ofMillis(10);
        Tree small = (data, random) -> generate(data, random, 10_000, 4096);
        Tree large = (data, random) -> generate(data, random, 1, 1L << 30);
        return List.of(
                new CopyCase(SMALL, "10,000 files of 4 KiB, all new, each program from cold", none, small),
                new CopyCase("small-far", "the same over a line with 20 ms there and back", far, small),
                new CopyCase(
                        "tiny",
                        "200,000 files of 64 bytes, all new, each program from cold",
                        none,
                        (data, random) -> generate(data, random, 200_000, 64)),
                new CopyCase("large", "one file of 1 GiB, each program from cold", none, large),
                new CopyCase("large-far", "the same over a line with 20 ms there and back", far, large),
                new CopyCase("real", "the files of /usr/share, each program from cold", none, CopyCase::copyRealTree));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public void run(Bench bench) throws Exception {
        try (Lab lab = new Lab(bench.directory(), CIPHER)) {
            tree.make(lab.data(), new Random(bench.seed()));
            int port = delay.isZero() ? lab.server().port() : delayed(lab);
            lab.must(Lab.pullover(lab.configure("publisher", port, ""), "publishlist", "once"));
            Map<String, List<Sample>> samples = Contest.run(
                    bench, programs(), Program::name, (program, round) -> measure(lab, program, port, round));
            bench.report().contest(name, samples, Machine.has("rsync") ? "rsync and sync" : "");
        }
        if (name.equals(SMALL)) {
            running(bench);
        }
    }

    /**
     * Each round has a directory of its own, and all stay until the end: where many files were just deleted, ext4 is slow
     * to make new ones.
     */
    private static Sample measure(Lab lab, Program program, int port, int round) throws Exception {
        String replica = program.name.replaceAll("\\W+", "-") + "-" + round;
        Path directory = Files.createDirectories(lab.directory().resolve(replica));
        List<String> command = program.command.of(lab, directory, port);
        Sample sample = Measure.run(command, Lab.environment(), lab.directory().resolve("output.txt"));
        lab.requireEqual(directory);
        lab.must(List.of("sync"));
        return sample;
    }

    private static List<Program> programs() {
        List<Program> programs = new ArrayList<>();
        programs.add(new Program("pullover, ssh", pullover("openssh", "full")));
        programs.add(new Program("pullover, sshj", pullover("sshj", "full")));
        programs.add(new Program("pullover, ssh, no fsync", pullover("openssh", "os")));
        if (Machine.has("rsync")) {
            programs.add(
                    new Program("rsync and sync", (lab, replica, port) -> thenSync(replica, lab.rsync(replica, port))));
        }
        if (Machine.has("rclone")) {
            programs.add(new Program("rclone", Lab::rclone));
        }
        if (Machine.has("lftp")) {
            programs.add(new Program("lftp", Lab::lftp));
        }
        return programs;
    }

    private static CommandLine pullover(String transport, String durability) {
        return (lab, replica, port) -> {
            String copy = "\n[copy]\ntransport = \"%s\"\ndurability = \"%s\"\n".formatted(transport, durability);
            return Lab.pullover(lab.configure(replica.getFileName().toString(), port, copy), "once");
        };
    }

    /** Pullover has forced everything to disk when it ends; so must who is compared with it. */
    private static List<String> thenSync(Path replica, List<String> command) {
        List<String> all = new ArrayList<>(List.of("sh", "-c", "\"$@\" && sync -f \"$0\"", replica.toString()));
        all.addAll(command);
        return all;
    }

    /** The same files, published at once while all modules are running and have nothing to do. */
    private void running(Bench bench) throws Exception {
        List<String[]> rows = new ArrayList<>();
        rows.add(new String[] {"modules running", "published s", "all arrived s"});
        for (int round = 0; round < bench.rounds(); round++) {
            String directory = "running-" + round;
            try (Lab lab = new Lab(Files.createDirectories(bench.directory().resolve(directory)), CIPHER)) {
                rows.add(runningRow(bench, lab));
            }
        }
        bench.report().table(rows);
    }

    private String[] runningRow(Bench bench, Lab lab) throws Exception {
        Path config = lab.configure("replica", lab.server().port(), "");
        Path replica = lab.directory().resolve("replica");
        Files.writeString(lab.data().resolve("first"), "first");
        lab.must(Lab.pullover(config, "publishlist", "once"));
        try (Suite suite = Suite.start(lab, config, lab.directory().resolve("replica.state"))) {
            awaitAll(lab.data(), replica);
            tree.make(lab.data(), new Random(bench.seed()));
            long start = System.nanoTime();
            lab.must(Lab.pullover(config, "publishlist", "once"));
            double published = seconds(start);
            awaitAll(lab.data(), replica);
            double arrived = seconds(start);
            lab.requireEqual(replica);
            return new String[] {
                "pullover, from the start of publishing",
                Report.number("%.2f", published),
                Report.number("%.2f", arrived)
            };
        }
    }

    private static double seconds(long startNs) {
        return (System.nanoTime() - startNs) / (double) TimeUnit.SECONDS.toNanos(1);
    }

    /** Waits for each in turn, so that looking costs little. */
    private static void awaitAll(Path data, Path replica) throws Exception {
        List<Path> names;
        try (Stream<Path> files = Files.walk(data)) {
            names = files.filter(Files::isRegularFile).map(data::relativize).toList();
        }
        long deadline = System.nanoTime() + ARRIVAL_TIMEOUT.toNanos();
        for (Path path : names) {
            while (!Files.exists(replica.resolve(path))) {
                if (System.nanoTime() > deadline) {
                    throw new WrongResultException(path + " did not arrive in " + ARRIVAL_TIMEOUT.toSeconds() + " s");
                }
                TimeUnit.MILLISECONDS.sleep(1);
            }
        }
    }

    private int delayed(Lab lab) {
        FaultProxy proxy = lab.proxy();
        proxy.delay(delay);
        return proxy.port();
    }

    private static void generate(Path data, Random random, int files, long bytes) throws IOException {
        byte[] piece = new byte[(int) Math.min(bytes, PIECE_BYTES)];
        for (int i = 0; i < files; i++) {
            Path directory = data.resolve("d" + i / FILES_PER_DIRECTORY);
            if (i % FILES_PER_DIRECTORY == 0) {
                Files.createDirectories(directory);
            }
            try (OutputStream out = Files.newOutputStream(directory.resolve("f" + i))) {
                for (long written = 0; written < bytes; written += piece.length) {
                    random.nextBytes(piece);
                    out.write(piece);
                }
            }
        }
    }

    /** Only the regular files: links are not published. */
    private static void copyRealTree(Path data, Random random) throws Exception {
        Measure.run(
                List.of("rsync", "-rpt", REAL_TREE + "/", data + "/"),
                Map.of(),
                data.resolveSibling("real.txt"),
                0,
                23);
        Measure.run(
                List.of("find", data.toString(), "-type", "d", "-empty", "-delete"),
                Map.of(),
                data.resolveSibling("real.txt"));
    }

    /** How the tree is made. */
    private interface Tree {
        void make(Path data, Random random) throws Exception;
    }

    private interface CommandLine {
        List<String> of(Lab lab, Path replica, int port) throws IOException;
    }

    private record Program(String name, CommandLine command) {}
}
