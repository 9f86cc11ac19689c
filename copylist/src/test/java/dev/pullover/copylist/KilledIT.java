package dev.pullover.copylist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.common.catalog.CatalogLine;
import dev.pullover.common.catalog.CatalogPosition;
import dev.pullover.common.catalog.Sha256;
import dev.pullover.common.ledger.CatalogLedger.Followed;
import dev.pullover.common.ledger.ReplicaView;
import dev.pullover.common.ledger.sqlite.SqliteCatalogLedger;
import dev.pullover.common.ledger.sqlite.SqliteReplicaLedger;
import dev.pullover.common.path.FilePath;
import dev.pullover.testkit.Trees;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that is killed again and again while it pulls. */
class KilledIT {
    private static final int KILLS = 12;
    private static final int MAX_DELAY_MS = 250;
    private static final int FILES = 3000;
    private static final long SEED = 20261121;

    @TempDir
    private Path root;

    @Test
    void losesNothingAndCopiesNothingTwice() throws Exception {
        System.out.println("seed " + SEED);
        Random random = new Random(SEED);
        Path outbox = root.resolve("outbox");
        Trees.generate(outbox, new Trees.Shape(FILES, 0, 20_000, 3, true), SEED);
        publish(outbox);
        Path config = configuration(outbox);
        int killed = 0;
        for (int i = 0; i < KILLS; i++) {
            killed += killWhilePulling(config, random.nextInt(MAX_DELAY_MS)) ? 1 : 0;
            assertNothingHalf(outbox);
        }
        System.out.println(killed + " of " + KILLS + " were killed before they ended");
        assertTrue(killed > 0, "none was killed");
        Process last = start(config);
        List<String> said = last.inputReader().lines().toList();
        assertEquals(0, last.waitFor());
        assertEquals(PullOnce.COPIED_TWICE + 0, said.get(said.size() - 1));
        assertEquals(List.of(), Trees.compare(outbox, root.resolve("replica"), Trees.Aspect.values()));
        try (ReplicaView replica = SqliteReplicaLedger.openForReading(root.resolve("state/replica.db"));
                Stream<Path> temporaries = Files.list(root.resolve("replica/.pullover/tmp"))) {
            assertEquals(FILES, replica.totals().files());
            assertEquals(List.of(), temporaries.toList());
        }
    }

    /** @return whether it was still running when it was killed */
    private boolean killWhilePulling(Path config, int delayMs) throws IOException, InterruptedException {
        Process process = start(config);
        try (BufferedReader out = process.inputReader()) {
            assertEquals(PullOnce.BEGIN, out.readLine());
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(delayMs));
            process.destroyForcibly();
            return process.waitFor() == 128 + 9;
        }
    }

    private static Process start(Path config) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        PullOnce.class.getName(),
                        config.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private void publish(Path outbox) throws IOException {
        List<CatalogLine> lines = new ArrayList<>();
        try (Stream<Path> files = Files.walk(outbox)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                byte[] content = Files.readAllBytes(file);
                PosixFileAttributes attributes = Files.readAttributes(file, PosixFileAttributes.class);
                int mode = (int) Files.getAttribute(file, "unix:mode") & 0777;
                lines.add(CatalogLine.put(
                        lines.size() + 1,
                        content.length,
                        attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS),
                        mode,
                        Sha256.hash(content),
                        1,
                        FilePath.of(outbox.relativize(file))));
            }
        }
        Files.createDirectory(root.resolve("state"));
        try (SqliteCatalogLedger catalog = SqliteCatalogLedger.open(root.resolve("state/catalog.db"), new Random(1))) {
            CatalogPosition end = new CatalogPosition(1, 1, lines.size(), Sha256.ZERO);
            catalog.apply(lines, List.of(), new Followed(new UUID(1, 1), null, Instant.EPOCH, end));
        }
    }

    private Path configuration(Path outbox) throws IOException {
        String text = """
                [replica]
                directory = "%s"
                state = "%s"
                reserve = "0B"
                [[servers]]
                name = "production"
                uri = "%s"
                """.formatted(root.resolve("replica"), root.resolve("state"), "file://" + outbox);
        return Files.write(root.resolve("pullover.toml"), text.getBytes(StandardCharsets.UTF_8));
    }

    /** What is visible is whole, at any time. */
    private void assertNothingHalf(Path outbox) throws IOException {
        Path replica = root.resolve("replica");
        try (Stream<Path> files = Files.walk(replica)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                if (Files.isRegularFile(file) && !file.startsWith(replica.resolve(".pullover"))) {
                    assertEquals(-1, Files.mismatch(file, outbox.resolve(replica.relativize(file))), file.toString());
                }
            }
        }
    }
}
