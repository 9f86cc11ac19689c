package dev.pullover.launcher;

import dev.pullover.common.ExitCode;
import dev.pullover.common.PulloverException;
import dev.pullover.common.ledger.ReplicaEntry;
import dev.pullover.common.ledger.ReplicaView;
import dev.pullover.common.ledger.sqlite.SqliteReplicaLedger;
import dev.pullover.common.message.Verdict;
import dev.pullover.common.path.FilePath;
import dev.pullover.common.state.ServersFile;
import dev.pullover.testkit.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The play: rounds of new files; production dies in the middle of one, the backup takes over, production returns. */
final class Demo implements AutoCloseable {
    private static final Duration PHASE_TIMEOUT = Duration.ofSeconds(60);
    private static final long LOOK_MS = 20;
    private static final int MAX_FILE_BYTES = 400_000;
    private static final int MAX_DEPTH = 3;
    private static final int MAX_DIFFERENCES_SHOWN = 10;

    private final DemoScene scene;
    private final long seed;
    private final DemoDisplay display;
    private final ServersFile servers;
    private final int filesPerRound;
    private final long startNs = System.nanoTime();
    private final List<Path> published = new ArrayList<>();
    private int round;
    private @Nullable ReplicaView replica;

    Demo(DemoScene scene, boolean quick, long seed, DemoDisplay display) {
        this.scene = scene;
        this.seed = seed;
        this.display = display;
        this.servers = new ServersFile(scene.state());
        this.filesPerRound = quick ? 60 : 300;
    }

    ExitCode run() throws IOException, InterruptedException {
        say("generated files, seed " + seed + ", in " + scene.directory());
        publishRound("published, production and backup are up");
        await("all five modules to start", scene.supervisor()::allRunning);
        say("all five modules run, each its own JVM");
        awaitAll();
        say("all arrived, from " + active().orElse("nobody"));

        List<Path> interrupted = publishRound("published; production's SSH server is killed while they are pulled");
        await("a pull under way", this::isPulling);
        double lost = takeOver(interrupted);
        awaitAll();
        say("all arrived, from " + active().orElse("nobody"));

        double back = failBack();
        publishRound("published after production's return");
        awaitAll();
        say("all arrived, from " + active().orElse("nobody"));
        scene.supervisor().stop();
        return conclude(lost, back);
    }

    @Override
    public void close() {
        if (replica != null) {
            replica.close();
        }
    }

    /** Kills production and waits until a file has come from backup; returns how long that took, in seconds. */
    private double takeOver(List<Path> interrupted) throws IOException, InterruptedException {
        long killedNs = System.nanoTime();
        scene.production().stop();
        say("production killed");
        List<Path> owed = new ArrayList<>(interrupted);
        owed.addAll(publishRound("published while production is dead"));
        await("a file from backup", () -> owed.stream().anyMatch(file -> isFrom(file, "backup")));
        double seconds = secondsSince(killedNs);
        say("backup has taken over");
        return seconds;
    }

    /** Revives production and waits until it is in use again; returns how long that took, in seconds. */
    private double failBack() throws IOException, InterruptedException {
        long revivedNs = System.nanoTime();
        scene.production().start();
        say("production revived");
        await("production to be used again", () -> active().equals(Optional.of("production")));
        double seconds = secondsSince(revivedNs);
        say("back on production");
        return seconds;
    }

    private List<Path> publishRound(String what) throws IOException {
        round++;
        Path name = Path.of("round-" + round);
        Path whole = scene.directory().resolve(name);
        List<Path> files = Trees.generate(
                        whole, new Trees.Shape(filesPerRound, 0, MAX_FILE_BYTES, MAX_DEPTH, true), seed + round)
                .stream()
                .map(name::resolve)
                .toList();
        // Files appear at once and whole, as a careful application would have it.
        Files.move(whole, scene.data().resolve(name));
        published.addAll(files);
        say("round " + round + ": " + files.size() + " files " + what);
        return files;
    }

    private void awaitAll() throws InterruptedException {
        await(published.size() + " files in the replica", () -> arrived() >= published.size());
    }

    private void await(String what, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + PHASE_TIMEOUT.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw failed("waited " + PHASE_TIMEOUT.toSeconds() + " s for " + what);
            }
            if (!scene.isPublishing()) {
                throw failed("publishlist has ended");
            }
            scene.supervisor().tick();
            display.progress(published.size(), arrived(), active().orElse("nobody yet"));
            TimeUnit.MILLISECONDS.sleep(LOOK_MS);
        }
    }

    private ExitCode conclude(double lost, double back) throws IOException, InterruptedException {
        List<Trees.Difference> differences = Trees.compare(scene.data(), scene.replica(), Trees.Aspect.MTIME);
        differences.stream().limit(MAX_DIFFERENCES_SHOWN).forEach(difference -> say("DIFFERENT: " + difference));
        DemoCounts counts = DemoCounts.read(scene);
        long arrived = arrived();
        display.summary(String.format(
                "demo: %d published, %d arrived, %d lost, %d copied twice;"
                        + " production lost -> backup in %.1f s; back on production in %.1f s",
                published.size(), arrived, published.size() - arrived, counts.copiedTwice(), lost, back));
        boolean good = differences.isEmpty()
                && arrived == published.size()
                && counts.copied() == arrived
                && counts.copiedTwice() == 0;
        if (counts.copied() != arrived) {
            say("NOT COUNTED: stat knows of " + counts.copied() + " files");
        }
        return good ? ExitCode.OK : ExitCode.VERIFICATION;
    }

    private long arrived() {
        return fromReplica(0L, replica -> replica.totals().files());
    }

    /** Whether copylist has a file in hand, so that production dies in the middle of it. */
    private boolean isPulling() {
        try (Stream<Path> temporaries = Files.list(scene.replica().resolve(".pullover/tmp"))) {
            return temporaries.findAny().isPresent();
        } catch (IOException e) {
            return false;
        }
    }

    private boolean isFrom(Path file, String server) {
        return fromReplica(false, replica -> replica.find(FilePath.of(file))
                .map(ReplicaEntry::server)
                .filter(server::equals)
                .isPresent());
    }

    private <T> T fromReplica(T absent, Function<ReplicaView, T> question) {
        ReplicaView view = replica;
        if (view == null && Files.exists(scene.state().replicaDb())) {
            try {
                view = SqliteReplicaLedger.openForReading(scene.state().replicaDb());
                replica = view;
            } catch (PulloverException e) {
                // copylist is just making it.
                return absent;
            }
        }
        return view == null ? absent : question.apply(view);
    }

    private Optional<String> active() {
        try {
            return servers.read()
                    .map(ServersFile.Content::verdict)
                    .flatMap(Verdict::active)
                    .map(Verdict.Choice::name);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private PulloverException failed(String why) {
        return new PulloverException(
                ExitCode.FAILURE,
                "the demo failed: " + why + "; run it with --keep and look into *.out and state/pullover.log");
    }

    private void say(String text) {
        display.event(secondsSince(startNs), text);
    }

    private static double secondsSince(long sinceNs) {
        return (System.nanoTime() - sinceNs) / (double) TimeUnit.SECONDS.toNanos(1);
    }
}
