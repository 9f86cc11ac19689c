package dev.pullover.copylist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.common.catalog.Sha256;
import dev.pullover.common.ledger.KeptFile;
import dev.pullover.common.ledger.ReplicaView;
import dev.pullover.common.ledger.sqlite.SqliteReplicaLedger;
import dev.pullover.common.path.FilePath;
import dev.pullover.testkit.Keys;
import dev.pullover.testkit.OpenSshServer;
import dev.pullover.testkit.Soak;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes that are killed while they pull a tree that keeps changing from real OpenSSH servers, which take turns in
 * being there. Each is killed some moment after a change to the disk that was chosen by lot: its sort first, so that the
 * few that record are met as often as the many that write.
 */
class KilledOverSshIT {
    private static final int KILLS = Soak.times(8, 200);
    private static final int MAX_ROUNDS = 3 * KILLS;
    private static final int MAX_DELAY_MS = 40;
    private static final int CHANGES = 80;
    private static final List<Steps.Step> FEW =
            List.of(Steps.Step.RECORD, Steps.Step.MAKE_DIRECTORY, Steps.Step.DELETE_TEMPORARY);
    private static final long SEED = 20261121;

    @TempDir
    private Path root;

    private final Map<String, Integer> killedAfter = new TreeMap<>();

    @Test
    void theReplicaIsWhatWasPublishedAndNothingWasCopiedTwice() throws Exception {
        Assumptions.assumeTrue(OpenSshServer.isInstalled() || System.getenv("CI") != null, "sshd is not installed");
        System.out.println("seed " + SEED + ", " + KILLS + " kills");
        Random random = new Random(SEED);
        String key = Keys.sshKeygen(root.resolve("id"), "ed25519");
        Path errors = Files.createFile(root.resolve("errors"));
        try (OpenSshServer production = OpenSshServer.in(Files.createDirectory(root.resolve("sshd-1")), key)
                        .start();
                OpenSshServer backup = OpenSshServer.in(Files.createDirectory(root.resolve("sshd-2")), key)
                        .start();
                ChangingTree tree = new ChangingTree(root, random)) {
            Path config = configuration(production, backup);
            int killed = 0;
            int rounds = 0;
            for (; killed < KILLS && rounds < MAX_ROUNDS; rounds++) {
                takeTurns(rounds, production, backup);
                tree.change(CHANGES);
                killed += killWhilePulling(config, errors, random) ? 1 : 0;
                tree.assertNothingHalf(root.resolve("replica"));
            }
            production.start();
            backup.start();
            System.out.println(killed + " of " + rounds + " were killed before they ended, after " + killedAfter + "; "
                    + tree.counts());
            assertEquals(KILLS, killed, "killed in " + rounds + " rounds");
            assertTrue(arrived() > CHANGES, "hardly anything was ever recorded before a kill: " + arrived());
            finish(config, errors);
            tree.assertReplicated(root.resolve("replica"));
        }
        assertEquals("", Files.readString(errors), "copied twice, or other errors");
        assertNothingIsLeftOver();
        assertKeptFilesAreThere();
    }

    /** One of both is away at any time but the first. */
    private static void takeTurns(int round, OpenSshServer production, OpenSshServer backup) throws IOException {
        switch (round % 4) {
            case 1 -> production.kill();
            case 2 -> production.start();
            case 3 -> backup.kill();
            default -> backup.start();
        }
    }

    /**
     * Kills it up to 40 ms after a change to the disk, and now and then at once.
     *
     * @return whether it was still running when it was killed
     */
    private boolean killWhilePulling(Path config, Path errors, Random random) throws Exception {
        Steps.Step[] all = Steps.Step.values();
        Steps.Step step = all[random.nextInt(all.length)];
        int count = random.nextInt(8) == 0 ? 0 : 1 + random.nextInt(FEW.contains(step) ? 2 : CHANGES);
        int delayMs = random.nextBoolean() ? 0 : random.nextInt(MAX_DELAY_MS);
        Process process = start(config, errors);
        try (BufferedReader out = process.inputReader()) {
            assertEquals(PullOnce.BEGIN, out.readLine(), () -> content(errors));
            await(out, PullOnce.letter(step), count);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(delayMs));
            process.destroyForcibly();
            boolean killed = process.waitFor() == 128 + 9;
            if (killed) {
                killedAfter.merge(count == 0 ? "the start" : step.name(), 1, Integer::sum);
            }
            return killed;
        }
    }

    /** Returns before the step that comes {@code count}-th of its sort, or at the end of all. */
    private static void await(BufferedReader out, char letter, int count) throws IOException {
        int left = count;
        while (left > 0) {
            int read = out.read();
            if (read < 0 || read == '\n') {
                return;
            }
            left -= read == letter ? 1 : 0;
        }
    }

    /** Files that have come so far, as recorded. */
    private long arrived() {
        try (ReplicaView view = SqliteReplicaLedger.openForReading(root.resolve("state/replica.db"))) {
            return view.lastArrivalId();
        }
    }

    private static void finish(Path config, Path errors) throws Exception {
        Process last = start(config, errors);
        List<String> said = last.inputReader().lines().toList();
        assertEquals(0, last.waitFor(), () -> content(errors));
        assertEquals(PullOnce.COPIED_TWICE + 0, said.get(said.size() - 1));
    }

    private static Process start(Path config, Path errors) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // Our own flags: without them, newer JVMs warn of native code.
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of(
                "-XX:TieredStopAtLevel=1",
                "-Dpullover.test.errors=true",
                "-Dpullover.test.steps=true",
                "-cp",
                System.getProperty("java.class.path"),
                PullOnce.class.getName(),
                config.toString()));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.appendTo(errors.toFile()))
                .start();
    }

    private void assertNothingIsLeftOver() throws IOException {
        try (Stream<Path> temporaries = Files.list(root.resolve("replica/.pullover/tmp"))) {
            assertEquals(List.of(), temporaries.toList());
        }
    }

    private void assertKeptFilesAreThere() throws IOException {
        int kept = 0;
        try (ReplicaView view = SqliteReplicaLedger.openForReading(root.resolve("state/replica.db"))) {
            for (KeptFile.Reason reason : KeptFile.Reason.values()) {
                for (KeptFile file : view.keptBefore(reason, Long.MAX_VALUE, Integer.MAX_VALUE)) {
                    byte[] content = Files.readAllBytes(root.resolve("replica/" + file.place()));
                    assertEquals(file.entry().hash(), Sha256.hash(content), file.toString());
                    kept++;
                }
            }
            assertEquals(List.of(), view.parked(FilePath.of(""), 10));
        }
        System.out.println(kept + " kept files are as recorded");
        assertTrue(kept > 0, "nothing was replaced or deleted here");
    }

    private static String content(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private Path configuration(OpenSshServer production, OpenSshServer backup) throws IOException {
        return Files.writeString(
                root.resolve("pullover.toml"),
                """
                [replica]
                directory = "%s"
                state = "%s"
                reserve = "0B"
                [copy]
                deletions = "quarantine"
                max-deletions = 1000000
                keep-versions = 2
                """.formatted(root.resolve("replica"), root.resolve("state"))
                        + server("production", production)
                        + server("backup", backup));
    }

    private String server(String name, OpenSshServer server) {
        return """
                [[servers]]
                name = "%s"
                uri = "sftp://%s@127.0.0.1:%d%s"
                identity-file = "%s"
                host-keys = ["%s"]
                """.formatted(
                name, server.user(), server.port(), root.resolve(name), root.resolve("id"), server.hostKeyLine());
    }
}
