package dev.pullover.stat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.common.ledger.CatalogView;
import dev.pullover.common.ledger.ReplicaView;
import dev.pullover.common.ledger.sqlite.SqliteReplicaLedger;
import dev.pullover.common.metrics.Counter;
import dev.pullover.common.state.StateDirectory;
import dev.pullover.testkit.Await;
import dev.pullover.testkit.Soak;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** kill -9 of a counting module and of stat, at random moments; then stat's totals are compared with the truth. */
final class StatKillIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(90);
    /** A killed module may lack its last second; as much again is granted to a machine with other things to do. */
    private static final long GRACE_NS = TimeUnit.SECONDS.toNanos(2);

    @TempDir
    private Path folder;

    private StateDirectory state;
    private Path config;

    @Test
    void totalsAreThoseOfTheReplicaAndLittleElseIsLost() throws Exception {
        long seed = 61;
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        state = new StateDirectory(folder.resolve("state")).prepare();
        config = folder.resolve("pullover.toml");
        Files.writeString(config, """
                [replica]
                directory = "%s/replica"
                state = "%s/state"
                reserve = "1MB"
                """.formatted(folder, folder));
        long least = 0;
        long most = 0;
        Process stat = start(Main.class.getName(), "-c", config.toString(), "run");
        for (int round = 0; round < Soak.times(5, 60); round++) {
            Path truth = folder.resolve("truth-" + round);
            Process module = start(CountingProcess.class.getName(), config.toString(), truth.toString());
            awaitCounted(truth, 300 + random.nextInt(600));
            if (random.nextBoolean()) {
                kill(stat);
                stat = start(Main.class.getName(), "-c", config.toString(), "run");
                awaitCounted(truth, truth(truth).size() + random.nextInt(200));
            }
            kill(module);
            List<long[]> counted = truth(truth);
            long[] last = counted.get(counted.size() - 1);
            most += last[1];
            least += counted.stream()
                    .filter(line -> line[0] <= last[0] - GRACE_NS)
                    .mapToLong(line -> line[1])
                    .max()
                    .orElse(0);
        }
        kill(stat);
        compare(least, most);
    }

    private void compare(long least, long most) throws Exception {
        Process once = start(Main.class.getName(), "-c", config.toString(), "once");
        assertTrue(once.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS));
        assertEquals(0, once.exitValue());
        Figures figures = new Figures(Snapshot.read(state, 0).figures());
        try (ReplicaView replica = SqliteReplicaLedger.openForReading(state.replicaDb())) {
            CatalogView.Totals received = replica.received().get("production");
            assertTrue(received.files() > 0, "nothing arrived");
            assertEquals(replica.totals(), received);
            assertEquals(received.files(), figures.of(Counter.FILES_COPIED, "production"));
            assertEquals(received.bytes(), figures.of(Counter.BYTES_COPIED, "production"));
            assertEquals(received.files(), figures.sum(Counter.REPLICA_FILES));
            assertEquals(received.bytes(), figures.sum(Counter.REPLICA_BYTES));
        }
        long told = figures.of(Counter.RETRIES, "production");
        System.out.println("counted " + most + ", told " + told + ", at least " + least + " must be");
        assertTrue(told >= least && told <= most, told + " is not between " + least + " and " + most);
        assertTrue(least > 0, "killed too early to say anything");
    }

    /** The lock goes with the process. */
    private static void kill(Process process) throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    private Process start(String main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // Chronicle Queue needs what the tests' own JVM was given.
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> flag.startsWith("--add-")
                        || flag.startsWith("-D")
                        || flag.startsWith("--enable")
                        || flag.startsWith("--sun"))
                .toList());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), main));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("out.txt").toFile()))
                .start();
    }

    private static void awaitCounted(Path truth, long steps) {
        Await.until(TIMEOUT, steps + " counts", () -> size(truth) >= steps * 2 * Long.BYTES);
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            return 0;
        }
    }

    private static List<long[]> truth(Path file) throws IOException {
        ByteBuffer all = ByteBuffer.wrap(Files.readAllBytes(file));
        List<long[]> lines = new ArrayList<>();
        while (all.remaining() >= 2 * Long.BYTES) {
            lines.add(new long[] {all.getLong(), all.getLong()});
        }
        return lines;
    }
}
