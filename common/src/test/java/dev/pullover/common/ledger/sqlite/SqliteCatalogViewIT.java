package dev.pullover.common.ledger.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.common.ledger.CatalogLedger;
import dev.pullover.common.ledger.CatalogView;
import dev.pullover.common.path.FilePath;
import dev.pullover.testkit.JavaProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A view while another process writes. */
final class SqliteCatalogViewIT {
    @TempDir
    private Path folder;

    @Test
    @Timeout(60)
    void seesEveryCommitOfAnotherProcessAndOutlivesItsKilling() throws IOException, InterruptedException {
        Path file = folder.resolve("catalog.db");
        Process writer =
                JavaProcess.of(SqliteCatalogWriter.class, file.toString()).start();
        try (BufferedReader answers = writer.inputReader();
                PrintWriter names = new PrintWriter(writer.outputWriter(), true)) {
            names.println("a");
            assertEquals("1", answers.readLine());
            try (CatalogView view = SqliteCatalogView.open(file)) {
                assertEquals(1, view.lastChange());
                names.println("b");
                assertEquals("2", answers.readLine());
                assertEquals(2, view.lastChange());
                writer.destroyForcibly();
                assertTrue(writer.waitFor(30, TimeUnit.SECONDS));
                assertTrue(view.find(FilePath.of("b")).isPresent());
            }
        } finally {
            writer.destroyForcibly();
        }
        try (CatalogLedger ledger = SqliteCatalogLedger.open(file, new Random(2))) {
            assertEquals(2, ledger.lastChange());
        }
    }
}
