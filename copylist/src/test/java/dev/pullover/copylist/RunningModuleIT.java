package dev.pullover.copylist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.common.catalog.CatalogLayout;
import dev.pullover.common.catalog.CatalogLine;
import dev.pullover.common.catalog.CatalogPosition;
import dev.pullover.common.catalog.Sha256;
import dev.pullover.common.ledger.CatalogLedger.Followed;
import dev.pullover.common.ledger.sqlite.SqliteCatalogLedger;
import dev.pullover.common.path.FilePath;
import dev.pullover.testkit.Await;
import dev.pullover.testkit.JavaProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** copylist as a process of its own, asked by commands that are processes too. */
class RunningModuleIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    @TempDir
    private Path root;

    @Test
    void runsAnswersAndEnds() throws Exception {
        Path outbox = Files.createDirectory(root.resolve("outbox"));
        Path head = CatalogLayout.in(outbox, CatalogLayout.HEAD);
        Files.createDirectories(head.getParent());
        Files.createFile(head);
        Path replica = Files.createDirectory(root.resolve("replica"));
        Files.createDirectory(replica.resolve("blocked"));
        Files.createDirectory(root.resolve("state"));
        Path config = configuration(outbox, replica);
        Process running = start(config, "run");
        try (SqliteCatalogLedger catalog = SqliteCatalogLedger.open(root.resolve("state/catalog.db"), new Random(1))) {
            publish(catalog, outbox, "arrives", "blocked");
            Await.until(TIMEOUT, "the file arrives", () -> Files.exists(replica.resolve("arrives")));
            Await.until(TIMEOUT, "the other is parked", () -> output(config, "status")
                    .contains("parked   1 file"));
            assertTrue(output(config, "status").contains("copylist runs: process " + running.pid()));
            assertEquals("", output(config, "once"), "a second one must not start");
            Files.delete(replica.resolve("blocked"));
            assertEquals("1 file is tried again\n", output(config, "retry-parked"));
            Await.until(TIMEOUT, "it arrives, too", () -> Files.isRegularFile(replica.resolve("blocked")));
            running.destroy();
            assertTrue(running.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS), "ends when told");
            assertEquals(0, running.exitValue());
            assertTrue(output(config, "status").contains("copylist is not running"));
        } finally {
            running.destroyForcibly();
        }
    }

    private static void publish(SqliteCatalogLedger catalog, Path outbox, String... names) throws IOException {
        List<CatalogLine> lines = new ArrayList<>();
        for (String name : names) {
            byte[] content = name.getBytes(StandardCharsets.UTF_8);
            Files.write(outbox.resolve(name), content);
            lines.add(CatalogLine.put(
                    lines.size() + 1, content.length, 1, 0644, Sha256.hash(content), 1, FilePath.of(name)));
        }
        CatalogPosition end = new CatalogPosition(1, 1, lines.size(), Sha256.ZERO);
        catalog.apply(lines, List.of(), new Followed(new UUID(1, 1), null, Instant.EPOCH, end));
    }

    private static String output(Path config, String command) {
        try {
            Process process = start(config, command);
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            process.waitFor();
            return out;
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Process start(Path config, String command) throws IOException {
        return JavaProcess.of(Main.class, command, "-c", config.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private Path configuration(Path outbox, Path replica) throws IOException {
        return Files.writeString(root.resolve("pullover.toml"), """
                [replica]
                directory = "%s"
                state = "%s"
                reserve = "0B"
                [[servers]]
                name = "production"
                uri = "file://%s"
                """.formatted(replica, root.resolve("state"), outbox));
    }
}
