package dev.pullover.common.ledger.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.common.ExitCode;
import dev.pullover.common.PulloverException;
import dev.pullover.common.catalog.CatalogLine;
import dev.pullover.common.catalog.CatalogPosition;
import dev.pullover.common.catalog.Sha256;
import dev.pullover.common.ledger.CatalogLedger;
import dev.pullover.common.ledger.CatalogLedger.Followed;
import dev.pullover.common.ledger.CatalogLedgerContract;
import dev.pullover.common.ledger.CatalogView;
import dev.pullover.common.ledger.RefusedName;
import dev.pullover.common.path.FilePath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SqliteCatalogLedgerTest extends CatalogLedgerContract {
    private static final UUID EPOCH = new UUID(1, 1);

    @TempDir
    private Path folder;

    @Override
    protected CatalogLedger open() {
        return SqliteCatalogLedger.open(folder.resolve("catalog.db"), new Random(1));
    }

    @Override
    protected CatalogView openView() {
        return SqliteCatalogView.open(folder.resolve("catalog.db"));
    }

    @Test
    void anotherDatabaseHasAnotherIdentity() {
        try (CatalogLedger first = SqliteCatalogLedger.open(folder.resolve("1.db"), new Random(1));
                CatalogLedger second = SqliteCatalogLedger.open(folder.resolve("2.db"), new Random(2))) {
            assertNotEquals(first.id(), second.id());
        }
    }

    @Test
    void aViewOfADatabaseThatIsNotThereSaysSo() {
        PulloverException e =
                assertThrows(PulloverException.class, () -> SqliteCatalogView.open(folder.resolve("none.db")));
        assertEquals(ExitCode.USAGE, e.exitCode());
        assertTrue(e.getMessage().contains("none.db is not there yet"), e.getMessage());
    }

    @Test
    void aViewOfAnEmptyFileSaysSo() throws IOException {
        Path file = Files.createFile(folder.resolve("empty.db"));
        PulloverException e = assertThrows(PulloverException.class, () -> SqliteCatalogView.open(file));
        assertTrue(e.getMessage().contains("or empty"), e.getMessage());
        assertTrue(SqliteCatalogView.openIfReady(file).isEmpty());
    }

    @Test
    void aDamagedDatabaseSaysHowToGetANewOne() throws IOException {
        Path file = folder.resolve("damaged.db");
        try (CatalogLedger ledger = SqliteCatalogLedger.open(file, new Random(1))) {
            ledger.apply(lines(1, 2000), List.of(), followed(2000));
        }
        byte[] content = Files.readAllBytes(file);
        for (int i = 8192; i < content.length; i++) {
            content[i] = (byte) 0xA5;
        }
        Files.write(file, content);
        try (CatalogView view = SqliteCatalogView.open(file)) {
            PulloverException e = assertThrows(PulloverException.class, () -> view.changes(0, 2000));
            assertTrue(e.getMessage().contains("it is damaged: stop synchrolist"), e.getMessage());
        }
    }

    @Test
    void aTransactionThatFailsLeavesNothingBehind() {
        Path file = folder.resolve("failing.db");
        try (CatalogLedger ledger = SqliteCatalogLedger.open(file, new Random(1))) {
            ledger.apply(lines(1, 3), List.of(), followed(3));
            ledger.apply(
                    List.of(), List.of(), new Followed(new UUID(2, 2), null, Instant.EPOCH, CatalogPosition.START));
            assertThrows(IllegalStateException.class, () -> ledger.apply(lines(4, 9), List.of(), followed(9)));
            assertEquals(3, ledger.lastChange());
            assertEquals(3, ledger.epochs().get(0).position().seq());
        }
    }

    @Test
    void listsRefusedNamesInPages() {
        Path file = folder.resolve("refused.db");
        FilePath b = FilePath.of("/b");
        FilePath a = FilePath.of("../a");
        try (CatalogLedger ledger = SqliteCatalogLedger.open(file, new Random(1));
                SqliteCatalogView view = SqliteCatalogView.open(file)) {
            List<CatalogLine> refused = List.of(line(1, b), line(2, a));
            ledger.apply(List.of(), refused, followed(2));
            assertEquals(2, view.refusedCount());
            assertEquals(List.of(new RefusedName(a, EPOCH, 2, "component '..'")), view.refusedAfter("", 1));
            assertEquals(List.of(new RefusedName(b, EPOCH, 1, "absolute path")), view.refusedAfter(a.toString(), 9));
        }
    }

    @Test
    void countsTheEntriesOfAnEpochAboveASequence() {
        Path file = folder.resolve("above.db");
        try (CatalogLedger ledger = SqliteCatalogLedger.open(file, new Random(1));
                SqliteCatalogView view = SqliteCatalogView.open(file)) {
            ledger.apply(lines(1, 10), List.of(), followed(10));
            assertEquals(3, view.namedAbove(EPOCH, 7));
            assertEquals(0, view.namedAbove(new UUID(9, 9), 0));
        }
    }

    private static List<CatalogLine> lines(long from, long to) {
        return LongStream.rangeClosed(from, to)
                .mapToObj(seq -> line(seq, FilePath.of("file-" + seq)))
                .toList();
    }

    private static CatalogLine line(long seq, FilePath path) {
        return CatalogLine.put(seq, 1, 2, 0644, Sha256.ZERO, 3, path);
    }

    private static Followed followed(long seq) {
        return new Followed(EPOCH, null, Instant.EPOCH, new CatalogPosition(1, seq, seq, Sha256.ZERO));
    }
}
