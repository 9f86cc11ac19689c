package dev.pullover.bench;

import dev.pullover.testkit.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What must hold once everything is mended. */
final class ChaosChecks {
    private static final long PATIENCE_SECONDS = 240;
    private static final int PAUSE_MS = 200;

    private final ChaosScene scene;
    private final ChaosLoad load;
    private final List<String> wrong = new ArrayList<>();
    private final List<String> right = new ArrayList<>();

    ChaosChecks(ChaosScene scene, ChaosLoad load) {
        this.scene = scene;
        this.load = load;
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    /** What does not hold, after patience. */
    List<String> wrong() {
        return wrong;
    }

    /** What holds. */
    List<String> right() {
        return right;
    }

    void run() throws Exception {
        await("all that was put has arrived", () -> {
            load.look();
            return load.pending() == 0;
        });
        for (String server : ChaosScene.SERVERS) {
            await(server + " can be made ready", () -> ok("testserver", "ready", server));
        }
        await("the replica equals the sources", this::replicaIsRight);
        scene.stopPublisher();
        check("publishlist verify finds no difference", ok("publishlist", "verify"));
        await("all modules run", () -> ok("status"));
        check("copylist verify finds no difference", ok("copylist", "verify"));
        await("no temporary file is left", () -> temporaries().isEmpty());
        check(
                "no server is or was in ALARM",
                !log().contains("ALARM") && !servers().contains("\"ALARM\""));
        check("no module met an exception (" + crashes() + ")", crashes().isEmpty());
        counters();
    }

    private void counters() throws Exception {
        List<Path> files = new ArrayList<>();
        try (Stream<Path> walk = Files.walk(scene.data())) {
            walk.filter(Files::isRegularFile).forEach(files::add);
        }
        long bytes = 0;
        for (Path file : files) {
            bytes += Files.size(file);
        }
        long truth = bytes;
        await("replica_files and replica_bytes are those of the sources", () -> {
            String dump = dump();
            return value(dump, "replica_files") == files.size() && value(dump, "replica_bytes") == truth;
        });
        String dump = dump();
        long copied = value(dump, "files_copied");
        long found = value(dump, "files_already_here");
        // A file that was renamed into place just before a kill is found there, and not counted as received.
        check(
                "%d files received and %d found in place are no fewer than the files (%d); %d were put"
                        .formatted(copied, found, files.size(), load.puts()),
                copied + found >= files.size() && copied <= load.puts());
        check("no file was received twice", value(dump, "files_copied_twice") == 0);
        check("no file is parked or refused", value(dump, "files_parked") + value(dump, "files_rejected") == 0);
        // A file may be newer than its line, and a backup's copy half written: such content is refused, and pulled
        // again.
        System.out.println("contents with another hash than published, refused: " + value(dump, "bad_hashes"));
    }

    private boolean replicaIsRight() throws IOException {
        try {
            return Trees.compare(scene.data(), scene.replica(), Trees.Aspect.MTIME)
                    .isEmpty();
        } catch (java.nio.file.NoSuchFileException e) {
            return false; // something was just renamed
        }
    }

    private List<Path> temporaries() throws IOException {
        List<Path> found = new ArrayList<>();
        for (Path folder :
                List.of(scene.replica().resolve(".pullover/tmp"), scene.outbox().resolve(".pullover/tmp"))) {
            try (Stream<Path> all = Files.list(folder)) {
                all.forEach(found::add);
            }
        }
        try (Stream<Path> all = Files.list(scene.state())) {
            all.filter(file ->
                            file.toString().endsWith(".tmp") || file.toString().endsWith(".part"))
                    .forEach(found::add);
        }
        return found;
    }

    private String crashes() throws IOException {
        Path folder = scene.state().resolve("crash");
        if (!Files.exists(folder)) {
            return "";
        }
        StringBuilder text = new StringBuilder();
        try (Stream<Path> all = Files.list(folder)) {
            for (Path file : (Iterable<Path>) all.sorted()::iterator) {
                text.append(file.getFileName())
                        .append(": ")
                        .append(Files.readString(file))
                        .append('\n');
            }
        }
        return text.toString();
    }

    private String log() throws IOException {
        return Files.readString(scene.state().resolve("pullover.log"));
    }

    private String servers() throws IOException {
        return Files.readString(scene.state().resolve("servers.json"));
    }

    private String dump() throws Exception {
        return scene.pullover("stat", "dump", "--format", "prometheus").output();
    }

    /** The sum over all labels. */
    private static long value(String dump, String name) {
        Matcher matcher = Pattern.compile("(?m)^pullover_" + name + "(?:_total)?(?:\\{[^}]*})? (\\S+)")
                .matcher(dump);
        double sum = 0;
        while (matcher.find()) {
            sum += Double.parseDouble(matcher.group(1));
        }
        return (long) sum;
    }

    private boolean ok(String... arguments) throws IOException, InterruptedException {
        return scene.pullover(arguments).exitCode() == 0;
    }

    private void await(String what, Condition condition) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        boolean holds = condition.holds();
        while (!holds && System.nanoTime() - deadline < 0) {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
            holds = condition.holds();
        }
        check(what, holds);
    }

    private void check(String what, boolean holds) {
        (holds ? right : wrong).add(what);
        System.out.println((holds ? "holds: " : "WRONG: ") + what);
    }
}
