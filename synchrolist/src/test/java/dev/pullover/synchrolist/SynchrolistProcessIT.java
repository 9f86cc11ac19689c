package dev.pullover.synchrolist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.common.ExitCode;
import dev.pullover.common.PulloverException;
import dev.pullover.common.ledger.CatalogView;
import dev.pullover.common.ledger.sqlite.SqliteCatalogView;
import dev.pullover.testkit.Await;
import dev.pullover.testkit.JavaProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The module as a process of its own, with an outbox in a directory. */
final class SynchrolistProcessIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private final Publisher publisher = Publisher.begin(1).put("a", "1");
    private Path outbox;
    private Path database;
    private final List<Process> started = new ArrayList<>();

    @BeforeEach
    void configure() throws IOException {
        outbox = Files.createDirectory(folder.resolve("outbox"));
        database = folder.resolve("state/catalog.db");
        Files.writeString(folder.resolve("pullover.toml"), """
                [replica]
                directory = "%s/replica"
                state = "%s/state"
                reserve = "0B"
                [[servers]]
                name = "production"
                uri = "file://%s/outbox"
                """.formatted(folder, folder, folder));
    }

    @AfterEach
    void endProcesses() {
        started.forEach(Process::destroyForcibly);
    }

    @Test
    void oncePassesAndSaysHowItWent() throws IOException, InterruptedException {
        assertEquals(ExitCode.OK.number(), once(), "no catalog: an empty outbox is scanned");
        publisher.publish(outbox);
        assertEquals(ExitCode.OK.number(), once(), output());
        assertEquals(1, lastChange());
        Files.move(outbox, folder.resolve("unmounted"));
        assertEquals(ExitCode.NO_SERVER.number(), once());
        assertTrue(output().contains("WARN  production: its outbox is not there"), output());
        assertTrue(output().contains("ERROR no server answers"), output());
    }

    @Test
    void runFollowsUntilItIsKilledAndGoesOnWhenStartedAgain() throws IOException, InterruptedException {
        publisher.publish(outbox);
        Process first = start("run");
        Await.until(PATIENCE, "the first line is taken over", () -> lastChange() == 1);
        assertEquals(ExitCode.ALREADY_RUNNING.number(), once());
        publisher.put("b", "2").publish(outbox);
        Await.until(PATIENCE, "the second line is taken over", () -> lastChange() == 2);
        first.destroyForcibly();
        assertTrue(first.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS));
        publisher.seal().put("c", "3").publish(outbox);
        Process second = start("run");
        Await.until(PATIENCE, "the third line is taken over", () -> lastChange() == 3);
        second.destroy();
        assertTrue(second.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS));
        assertEquals(ExitCode.OK.number(), second.exitValue(), output());
    }

    private long lastChange() {
        try (CatalogView view = SqliteCatalogView.open(database)) {
            return view.lastChange();
        } catch (PulloverException e) {
            // Not there yet, or without tables yet.
            return 0;
        }
    }

    private int once() throws IOException, InterruptedException {
        Process process = start("once");
        assertTrue(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS));
        return process.exitValue();
    }

    private Process start(String command) throws IOException {
        Process process = JavaProcess.of(Main.class, command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile())
                .start();
        started.add(process);
        return process;
    }

    private String output() throws IOException {
        return Files.readString(folder.resolve("output"), StandardCharsets.UTF_8);
    }
}
