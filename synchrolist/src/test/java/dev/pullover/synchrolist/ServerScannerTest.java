package dev.pullover.synchrolist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.common.ExitCode;
import dev.pullover.common.ledger.CatalogEntry;
import dev.pullover.common.ledger.sqlite.SqliteCatalogLedger;
import dev.pullover.common.message.Channel;
import dev.pullover.common.message.FaultKind;
import dev.pullover.common.path.FilePath;
import dev.pullover.common.remote.CountingRemoteStore;
import dev.pullover.common.remote.FaultyRemoteStore;
import dev.pullover.common.remote.MemoryOutbox;
import dev.pullover.common.remote.RemoteException;
import dev.pullover.common.remote.RemoteStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scanning servers without a catalog. */
final class ServerScannerTest {
    /** Old by any clock. */
    private static final long OLD = 1_000_000_000;

    @TempDir
    private Path folder;

    private TestSetting setting;
    private SqliteCatalogLedger ledger;
    private ServerScanner scanner;

    @BeforeEach
    void open() throws IOException {
        setting = new TestSetting(folder, "[synchro]\nmode = \"scan\"");
        reopen();
        setting.production.putDirectory(FilePath.of(""), OLD, 0755);
        setting.backup.putDirectory(FilePath.of(""), OLD, 0755);
    }

    @AfterEach
    void close() {
        scanner.close();
        ledger.close();
        setting.close();
    }

    @Test
    void takesAFileThatTwoLooksAgreeAbout() throws IOException, InterruptedException {
        put(setting.production, "a/b/c", "123", OLD);
        assertEquals(1, scan("production").waiting());
        assertEquals(List.of(), offered());
        assertEquals(1, scan("production").files());
        assertEquals(List.of("a/b/c 3 1000000000"), offered());
        CatalogEntry entry = ledger.find(FilePath.of("a/b/c")).orElseThrow();
        assertEquals(CatalogEntry.SCANNED, entry.epoch());
        assertFalse(entry.line().hasHash());
        assertEquals(entry.change(), entry.line().seq());
        assertEquals(1, setting.sent(Channel.WANTED).size());
        assertEquals(0, nextPass("production").files());
    }

    @Test
    void aYoungFileIsTakenWhenItHasNotChangedForTwoSecondsWhateverTheServersClockSays() throws IOException {
        long ahead = TimeUnit.NANOSECONDS.toSeconds(setting.nowNs()) + 5000;
        put(setting.production, "growing", "1", ahead);
        Look.Scanned first = scan("production");
        assertEquals(Duration.ofSeconds(2), first.again());
        assertInstanceOf(Look.ScanPause.class, scanner.look(setting.store("production")));
        put(setting.production, "growing", "12", ahead);
        pass(Duration.ofSeconds(2));
        assertEquals(1, scan("production").waiting());
        assertEquals(List.of(), offered());
        pass(Duration.ofSeconds(2));
        assertEquals(1, scan("production").files());
        assertEquals(List.of("growing 2 " + ahead), offered());
    }

    @Test
    void anUnchangedDirectoryCostsOneRoundTripAndIsNotListed() throws IOException {
        for (int i = 0; i < 50; i++) {
            put(setting.production, "d" + i + "/f", "x", OLD);
        }
        scan("production");
        scan("production");
        CountingRemoteStore counting = new CountingRemoteStore(setting.store("production"));
        pass(Duration.ofSeconds(5));
        Look.Scanned look = assertInstanceOf(Look.Scanned.class, scanner.look(counting));
        assertEquals(51, look.directories());
        assertEquals(0, counting.lists());
        assertEquals(51, counting.calls());
    }

    @Test
    void aChangedDirectoryDateShowsNewFilesAndOnlyItIsListed() throws IOException {
        put(setting.production, "d1/f", "x", OLD);
        put(setting.production, "d2/f", "x", OLD);
        settle("production");
        put(setting.production, "d1/g", "yy", OLD);
        setting.production.putDirectory(FilePath.of("d1"), OLD + 1, 0755);
        CountingRemoteStore counting = new CountingRemoteStore(setting.store("production"));
        pass(Duration.ofSeconds(5));
        scanner.look(counting);
        assertEquals(1, counting.lists());
        scan("production");
        assertEquals(List.of("d1/f 1 1000000000", "d1/g 2 1000000000", "d2/f 1 1000000000"), offered());
    }

    @Test
    void aDirectoryListedInTheSecondOfItsDateIsListedAgain() throws IOException {
        long now = TimeUnit.NANOSECONDS.toSeconds(setting.nowNs());
        put(setting.production, "d/f", "x", OLD);
        setting.production.putDirectory(FilePath.of("d"), now, 0755);
        scan("production");
        // In the same second, by a clock of whole seconds: no date tells.
        put(setting.production, "d/g", "x", OLD);
        setting.production.putDirectory(FilePath.of("d"), now, 0755);
        settle("production");
        assertEquals(2, offered().size());
        assertEquals(0, nextPass("production").listed());
    }

    @Test
    void aFileChangedInPlaceIsFoundByTheFullScan() throws IOException {
        put(setting.production, "d/f", "old", OLD);
        settle("production");
        put(setting.production, "d/f", "newer", OLD + 1);
        assertEquals(0, nextPass("production").listed());
        pass(Duration.ofHours(1));
        scan("production");
        scan("production");
        assertEquals(List.of("d/f 5 1000000001"), offered());
    }

    @Test
    void anUnreadableDirectoryIsReportedAndNeverADeletion() throws IOException {
        put(setting.production, "bad/f", "x", OLD);
        put(setting.production, "good/f", "x", OLD);
        settle("production");
        setting.production.putDirectory(FilePath.of("bad"), OLD + 1, 0);
        put(setting.production, "good/g", "x", OLD);
        setting.production.putDirectory(FilePath.of("good"), OLD + 1, 0755);
        Look.Scanned look = nextPass("production");
        assertEquals(1, look.unreadable());
        assertEquals(ExitCode.SOME_FILES, look.exitCode());
        Look second = scan("production");
        assertEquals(look.situation(), second.situation(), "so it is told once");
        assertEquals(look.situation(), scanner.look(setting.store("production")).situation());
        assertEquals(3, offered().size());
    }

    @Test
    void whatIsGoneIsOfferedNoMoreButNotDeleted() throws IOException {
        put(setting.production, "d/sub/f", "x", OLD);
        put(setting.production, "d/g", "x", OLD);
        put(setting.production, "h", "x", OLD);
        settle("production");
        long last = ledger.lastChange();
        setting.production.remove(FilePath.of("d/sub"));
        setting.production.remove(FilePath.of("d/g"));
        setting.production.putDirectory(FilePath.of("d"), OLD + 1, 0755);
        nextPass("production");
        assertEquals(List.of("h 1 1000000000"), offered());
        reopen();
        assertEquals(last, ledger.lastChange(), "numbers are never given twice");
    }

    @Test
    void whatOneServerHasNoMoreIsTakenFromTheOther() throws IOException {
        put(setting.production, "d/f", "x", OLD);
        put(setting.production, "h", "x", OLD);
        settle("production");
        put(setting.backup, "d/f", "x", OLD);
        settle("backup");
        setting.production.remove(FilePath.of("d/f"));
        setting.production.putDirectory(FilePath.of("d"), OLD + 1, 0755);
        nextPass("production");
        assertEquals(List.of("h 1 1000000000"), offered());
        assertEquals(1, nextPass("backup").files());
        assertEquals(List.of("d/f 1 1000000000", "h 1 1000000000"), offered());
    }

    @Test
    void anOutboxThatIsEmptyAtOnceIsATroubleNotADeletion() throws IOException {
        put(setting.production, "d/f", "x", OLD);
        settle("production");
        setting.production.remove(FilePath.of("d"));
        setting.production.putDirectory(FilePath.of(""), OLD + 1, 0755);
        pass(Duration.ofSeconds(5));
        RemoteException e = assertThrows(RemoteException.class, () -> scanner.look(setting.store("production")));
        assertEquals(FaultKind.OUTBOX, e.kind());
        assertTrue(e.getMessage().contains("is its file system mounted?"), e.getMessage());
        assertEquals(1, offered().size());
    }

    @Test
    void linksAndBadNamesAreListedAsRefusedAndTheRestGoesOn() throws IOException {
        setting.production.putLink(FilePath.of("link"), OLD);
        setting.production.putFile(FilePath.ofBytes(new byte[] {'b', (byte) 0xFF}), new byte[1], OLD);
        put(setting.production, "tab\tand\nline %", "x", OLD);
        put(setting.production, ".pullover/tmp/x", "x", OLD);
        Look.Scanned first = scan("production");
        assertEquals(1, first.refused());
        scan("production");
        assertEquals(List.of("tab%09and%0Aline %25 1 1000000000"), offered());
        assertEquals(
                "symbolic link, not followed",
                ledger.refused(FilePath.of("link")).orElseThrow().reason());
        setting.production.remove(FilePath.of("link"));
        put(setting.production, "link", "now a file", OLD);
        setting.production.putDirectory(FilePath.of(""), OLD + 1, 0755);
        nextPass("production");
        scan("production");
        assertTrue(ledger.refused(FilePath.of("link")).isEmpty());
        assertEquals(2, offered().size());
    }

    @Test
    void afterASwitchOnlyWhatIsNewerIsTaken() throws IOException {
        put(setting.production, "same", "x", OLD);
        put(setting.production, "newer-there", "x", OLD);
        put(setting.production, "older-there", "xxx", OLD + 5);
        settle("production");
        setting.recordArrival(ledger, "older-there");
        put(setting.backup, "same", "x", OLD);
        put(setting.backup, "newer-there", "x", OLD + 9);
        put(setting.backup, "older-there", "x", OLD);
        scan("backup");
        Look.Scanned look = scan("backup");
        assertEquals(1, look.files());
        assertEquals(1, look.older());
        assertEquals(List.of("newer-there 1 1000000009", "older-there 3 1000000005", "same 1 1000000000"), offered());
        // And back: production shows what it showed before.
        setting.recordArrival(ledger, "newer-there");
        assertEquals(0, nextPass("production").files());
        assertEquals(0, nextPass("production").files());
        assertEquals(3, offered().size());
    }

    /** What was newer on the other server and has not come here may be gone: it must not keep back what there is. */
    @Test
    void afterASwitchWhatIsOlderIsTakenUnlessTheNewerHasCome() throws IOException {
        put(setting.production, "f", "newer", OLD + 5);
        put(setting.backup, "f", "older", OLD);
        put(setting.backup, "d/f", "older", OLD);
        put(setting.production, "d/f", "new", OLD + 5);
        settle("production");
        setting.recordArrival(ledger, "d/f");
        settle("backup");
        assertEquals(List.of("d/f 3 1000000005", "f 5 1000000000"), offered());
        // And back, where it is still there: nothing else has changed.
        settle("production");
        assertEquals(List.of("d/f 3 1000000005", "f 5 1000000005"), offered());
    }

    @Test
    void whatBecomesOlderIsLookedForElsewhere() throws IOException {
        put(setting.production, "f", "same", OLD + 5);
        put(setting.backup, "f", "same", OLD + 5);
        settle("production");
        settle("backup");
        put(setting.production, "f", "old", OLD);
        setting.production.putDirectory(FilePath.of(""), OLD + 9, 0755);
        settle("production");
        assertEquals(List.of("f 3 1000000000"), offered());
        settle("backup");
        assertEquals(List.of("f 4 1000000005"), offered());
    }

    @Test
    void aServerThatFailsInTheMiddleLosesNothing() throws IOException {
        for (int i = 0; i < 200; i++) {
            put(setting.production, "d" + i % 20 + "/f" + i, "x", OLD);
        }
        for (int after = 1; after < 40; after += 7) {
            FaultyRemoteStore faulty = new FaultyRemoteStore(setting.store("production"), FaultKind.RESET, after, 0);
            assertThrows(IOException.class, () -> scanner.look(faulty));
        }
        settle("production");
        assertEquals(200, offered().size());
    }

    /** The next regular pass, and a second look if it is due. */
    private void settle(String server) throws IOException {
        pass(Duration.ofSeconds(5));
        scan(server);
        pass(Duration.ofSeconds(2));
        scanner.look(setting.store(server));
    }

    private Look.Scanned nextPass(String server) throws IOException {
        pass(Duration.ofSeconds(5));
        return scan(server);
    }

    private Look.Scanned scan(String server) throws IOException {
        RemoteStore store = setting.store(server);
        pass(Duration.ofMillis(1));
        return assertInstanceOf(Look.Scanned.class, scanner.look(store));
    }

    private void pass(Duration time) {
        setting.nanoTime.addAndGet(time.toNanos());
        setting.clockNs.addAndGet(time.toNanos());
    }

    private void reopen() {
        if (ledger != null) {
            scanner.close();
            ledger.close();
        }
        ledger = setting.openLedger();
        scanner = new ServerScanner(setting.context(), ledger, new DirectoryVisits());
    }

    private List<String> offered() {
        return ledger.changes(0, Integer.MAX_VALUE).stream()
                .map(entry -> entry.line().path() + " " + entry.line().size() + " "
                        + TimeUnit.NANOSECONDS.toSeconds(entry.line().mtimeNs()))
                .sorted()
                .toList();
    }

    private static void put(MemoryOutbox outbox, String path, String content, long seconds) {
        outbox.putFile(FilePath.of(path), content.getBytes(StandardCharsets.UTF_8), seconds);
    }
}
