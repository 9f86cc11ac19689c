package dev.pullover.common.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.pullover.common.catalog.Sha256;
import dev.pullover.common.ledger.CatalogView.Totals;
import dev.pullover.common.ledger.ReplicaLedger.Batch;
import dev.pullover.common.path.FilePath;
import dev.pullover.common.queue.ReaderPosition;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link ReplicaLedger} does. */
public abstract class ReplicaLedgerContract {
    private static final String CATALOG = "catalog-1";
    private static final int ALL = 1000;
    private static final FilePath FIRST = FilePath.of("");

    private ReplicaLedger ledger;

    /** Opens the same ledger again each time. */
    protected abstract ReplicaLedger open();

    /** Opens it for reading beside the writer. */
    protected abstract ReplicaView openView();

    @BeforeEach
    void openLedger() {
        ledger = open();
    }

    @AfterEach
    void closeLedger() {
        ledger.close();
    }

    @Test
    void isEmptyAtFirst() {
        assertEquals(0, ledger.position(CATALOG));
        assertEquals(new Totals(0, 0), ledger.totals());
        assertEquals(0, ledger.parkedCount());
        assertEquals(Map.of(), ledger.readerPositions());
        assertEquals(Optional.empty(), ledger.find(FilePath.of("a")));
        assertEquals(Optional.empty(), ledger.findParked(FilePath.of("a")));
        assertEquals(List.of(), ledger.due(ParkedFile.NEVER, ALL));
        assertEquals(List.of(), ledger.lastArrivals(ALL));
        assertEquals(List.of(), ledger.files(FIRST, ALL));
        assertEquals(List.of(), ledger.parked(FIRST, ALL));
    }

    @Test
    void keepsWhatArrivedWithAllItsValues() {
        ReplicaEntry odd = new ReplicaEntry(
                FilePath.ofBytes(new byte[] {'a', '/', (byte) 0xC3, (byte) 0xBC, '\n', '%'}),
                Long.MAX_VALUE / 4,
                -5,
                07777,
                Sha256.hash(new byte[] {1}),
                UUID.fromString("ffffffff-8000-0000-8000-00000000000f"),
                Long.MAX_VALUE,
                "",
                Long.MAX_VALUE);
        commit(7, List.of(odd), List.of());
        assertEquals(Optional.of(odd), ledger.find(odd.path()));
        assertEquals(List.of(odd), ledger.files(FIRST, ALL));
        assertEquals(new Totals(1, odd.size()), ledger.totals());
    }

    @Test
    void survivesClosing() {
        commit(7, List.of(file("a", 10, 1)), List.of(parked("b", 5)));
        ledger.close();
        ledger = open();
        assertEquals(7, ledger.position(CATALOG));
        assertEquals(Optional.of(file("a", 10, 1)), ledger.find(FilePath.of("a")));
        assertEquals(Optional.of(parked("b", 5)), ledger.findParked(FilePath.of("b")));
        assertEquals(1, ledger.parkedCount());
        assertEquals(Map.of("synchrolist", new ReaderPosition(70, 7)), ledger.readerPositions());
    }

    @Test
    void beginsAtZeroWithAnotherCatalog() {
        commit(7, List.of(), List.of());
        assertEquals(0, ledger.position("catalog-2"));
        ledger.commit(new Batch(List.of(), List.of(), List.of(), List.of(), "catalog-2", 3, Map.of()));
        assertEquals(3, ledger.position("catalog-2"));
        assertEquals(0, ledger.position(CATALOG));
    }

    @Test
    void keepsFilesThatWerePutAside() {
        KeptFile first = kept("a", 1, KeptFile.Reason.REPLACED, 10);
        KeptFile second = kept("a", 2, KeptFile.Reason.REPLACED, 20);
        KeptFile deleted = kept("b", 1, KeptFile.Reason.DELETED, 30);
        commitKept(List.of(first, second, deleted), List.of());
        commitKept(List.of(second), List.of());

        assertEquals(List.of(second, first), ledger.kept(FilePath.of("a")));
        assertEquals(List.of(deleted), ledger.kept(FilePath.of("b")));
        assertEquals(1, ledger.keptSince(KeptFile.Reason.DELETED, 30));
        assertEquals(0, ledger.keptSince(KeptFile.Reason.DELETED, 31));
        assertEquals(List.of(), ledger.keptBefore(KeptFile.Reason.DELETED, 30, ALL));
        assertEquals(List.of(deleted), ledger.keptBefore(KeptFile.Reason.DELETED, 31, ALL));
        assertEquals(List.of(first), ledger.keptBefore(KeptFile.Reason.REPLACED, 100, 1));

        commitKept(List.of(), List.of(first));
        ledger.forgetKept(List.of(deleted));

        assertEquals(List.of(second), ledger.kept(FilePath.of("a")));
        assertEquals(List.of(), ledger.kept(FilePath.of("b")));
    }

    @Test
    void givesNoIdOfAnArrivalTwice() {
        commit(1, List.of(file("a", 1, 1), file("b", 1, 1)), List.of());
        assertEquals(2, ledger.lastArrivalId());
        ledger.commit(new Batch(List.of(), List.of(), List.of(), List.of(FilePath.of("b")), CATALOG, 2, Map.of()));
        ledger.close();
        ledger = open();
        assertEquals(2, ledger.lastArrivalId());

        commit(3, List.of(file("c", 1, 1)), List.of());

        assertEquals(List.of(new Arrival(3, file("c", 1, 1))), ledger.arrivals(2, ALL));
        assertEquals(1, ledger.arrivals(0, 1).size());
    }

    @Test
    void remembersWhichArrivalsWereTold() {
        assertEquals(OptionalLong.empty(), ledger.arrivalsTold());
        ledger.setArrivalsTold(7);
        assertEquals(OptionalLong.of(7), ledger.arrivalsTold());
    }

    @Test
    void retriesDeletionsOnlyWhenToldSo() {
        ParkedFile held = new ParkedFile(FilePath.of("h"), ParkedFile.HELD, "", 1, 0, ParkedFile.NEVER);
        commit(1, List.of(), List.of(parked("a", 5), held));

        assertEquals(1, ledger.retryParked(2));
        assertEquals(1, ledger.due(2, ALL).size());
        assertEquals(1, ledger.releaseHeld(2));
        assertEquals(2, ledger.due(2, ALL).size());
    }

    @Test
    void aFileThatIsRemovedAndParkedIsAsIfItHadNeverCome() {
        commit(1, List.of(file("a", 1, 1)), List.of());
        ledger.commit(new Batch(
                List.of(), List.of(parked("a", 5)), List.of(), List.of(FilePath.of("a")), CATALOG, 1, Map.of()));

        assertEquals(Optional.empty(), ledger.find(FilePath.of("a")));
        assertEquals(Optional.of(parked("a", 5)), ledger.findParked(FilePath.of("a")));
    }

    @Test
    void replacesTheFileOfAPath() {
        commit(1, List.of(file("a", 10, 1), file("b", 5, 1)), List.of());
        commit(2, List.of(file("a", 3, 2)), List.of());
        assertEquals(Optional.of(file("a", 3, 2)), ledger.find(FilePath.of("a")));
        assertEquals(new Totals(2, 8), ledger.totals());
    }

    @Test
    void forgetsFilesThatAreNoLongerHere() {
        commit(1, List.of(file("a", 10, 1), file("b", 5, 1)), List.of());
        ledger.commit(new Batch(
                List.of(),
                List.of(),
                List.of(),
                List.of(FilePath.of("a"), FilePath.of("never-there")),
                CATALOG,
                2,
                Map.of()));
        assertEquals(Optional.empty(), ledger.find(FilePath.of("a")));
        assertEquals(new Totals(1, 5), ledger.totals());
    }

    @Test
    void givesTheLastArrivalsNewestFirst() {
        commit(1, List.of(file("c", 1, 1), file("a", 1, 2)), List.of());
        commit(2, List.of(file("b", 1, 3), file("c", 1, 4)), List.of());
        assertEquals(List.of(file("c", 1, 4), file("b", 1, 3)), ledger.lastArrivals(2));
    }

    @Test
    void aChangeOfWhatHasArrivedIsNoNewArrival() {
        commit(1, List.of(file("a", 1, 1), file("b", 1, 2)), List.of());
        ReplicaEntry touched = new ReplicaEntry(
                FilePath.of("a"), 1, 99, 0600, Sha256.hash(new byte[0]), new UUID(3, 3), 9, "production", 1);
        commit(2, List.of(touched), List.of());
        assertEquals(List.of(file("b", 1, 2), touched), ledger.lastArrivals(2));
        assertEquals(new Totals(2, 2), ledger.totals());
    }

    @Test
    void givesFilesInOrderPageByPage() {
        commit(1, List.of(file("b", 1, 1), file("a/z", 1, 1), file("a", 1, 1), file("c", 1, 1)), List.of());
        assertEquals(List.of("a", "a/z"), paths(ledger.files(FIRST, 2)));
        assertEquals(List.of("b", "c"), paths(ledger.files(FilePath.of("a/z"), 2)));
        assertEquals(List.of(), paths(ledger.files(FilePath.of("c"), 2)));
    }

    @Test
    void handsOutWhatWasParkedBeforeTheClockWasSetBack() {
        long now = 1000;
        long longest = now + ParkedFile.LONGEST_WAIT_NS;
        ParkedFile late = parked("late", longest + 1);
        commit(1, List.of(), List.of(late, parked("soon", longest), parked("never", ParkedFile.NEVER)));
        assertEquals(List.of(late), ledger.due(now, ALL));
        assertEquals(List.of(), ledger.due(now, 0));
    }

    @Test
    void handsOutParkedFilesWhenTheyAreDue() {
        commit(1, List.of(), List.of(parked("a", 30), parked("b", 10), parked("c", ParkedFile.NEVER), parked("d", 20)));
        assertEquals(List.of(), ledger.due(9, ALL));
        assertEquals(List.of(parked("b", 10), parked("d", 20)), ledger.due(20, ALL));
        assertEquals(List.of(parked("b", 10)), ledger.due(1000, 1));
        assertEquals(4, ledger.due(ParkedFile.NEVER, ALL).size());
        assertEquals(List.of(parked("b", 10), parked("c", ParkedFile.NEVER)), ledger.parked(FilePath.of("a"), 2));
    }

    @Test
    void whatArrivesOrIsPutAsideForGoodIsParkedNoMore() {
        commit(1, List.of(), List.of(parked("a", 1), parked("b", 1), parked("c", 1)));
        ledger.commit(new Batch(
                List.of(file("a", 1, 1)),
                List.of(parked("c", 9)),
                List.of(FilePath.of("b"), FilePath.of("never-parked")),
                List.of(),
                CATALOG,
                2,
                Map.of()));
        assertEquals(List.of(parked("c", 9)), ledger.parked(FIRST, ALL));
        assertEquals(1, ledger.parkedCount());
    }

    @Test
    void makesAllParkedFilesDue() {
        commit(1, List.of(), List.of(parked("a", 5), parked("b", 50), parked("c", ParkedFile.NEVER)));
        assertEquals(2, ledger.retryParked(10));
        assertEquals(3, ledger.due(10, ALL).size());
        assertEquals(0, ledger.retryParked(10));
    }

    @Test
    void isReadWhileItIsWritten() {
        commit(1, List.of(file("a", 1, 1)), List.of());
        try (ReplicaView view = openView()) {
            assertEquals(1, view.position(CATALOG));
            commit(2, List.of(file("b", 2, 2)), List.of(parked("c", 1)));
            assertEquals(2, view.position(CATALOG));
            assertEquals(new Totals(2, 3), view.totals());
            assertEquals(1, view.parkedCount());
            assertEquals(List.of("b", "a"), paths(view.lastArrivals(ALL)));
            assertEquals(Optional.of(parked("c", 1)), view.findParked(FilePath.of("c")));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void totalsAreAlwaysThoseOfTheFiles(long seed) {
        Random random = new Random(seed);
        Map<FilePath, ReplicaEntry> model = new TreeMap<>();
        for (int i = 1; i < 60; i++) {
            ReplicaEntry arrives = file("f" + random.nextInt(12), random.nextInt(1000), 1 + random.nextInt(4));
            FilePath goes = FilePath.of("f" + random.nextInt(12));
            boolean both = !goes.equals(arrives.path());
            model.put(arrives.path(), arrives);
            if (both) {
                model.remove(goes);
            }
            ledger.commit(new Batch(
                    List.of(arrives), List.of(), List.of(), both ? List.of(goes) : List.of(), CATALOG, i, Map.of()));
            long bytes = model.values().stream().mapToLong(ReplicaEntry::size).sum();
            assertEquals(new Totals(model.size(), bytes), ledger.totals(), "seed " + seed + ", step " + i);
            assertEquals(List.copyOf(model.values()), ledger.files(FIRST, ALL), "seed " + seed + ", step " + i);
        }
    }

    private void commit(long position, List<ReplicaEntry> arrived, List<ParkedFile> parked) {
        Map<String, ReaderPosition> readers = Map.of("synchrolist", new ReaderPosition(position * 10, position));
        ledger.commit(new Batch(arrived, parked, List.of(), List.of(), CATALOG, position, readers));
    }

    private static List<String> paths(List<ReplicaEntry> entries) {
        return entries.stream().map(entry -> entry.path().toString()).toList();
    }

    private static ReplicaEntry file(String path, long size, long arrivedNs) {
        Sha256 hash = Sha256.hash(path.getBytes(StandardCharsets.UTF_8));
        return new ReplicaEntry(FilePath.of(path), size, 1234, 0644, hash, new UUID(1, 2), 3, "production", arrivedNs);
    }

    private static ParkedFile parked(String path, long nextTryNs) {
        return new ParkedFile(FilePath.of(path), "Retry", "backup: its content differs", 3, 2, nextTryNs);
    }

    private void commitKept(List<KeptFile> kept, List<KeptFile> forgotten) {
        ledger.commit(new Batch(List.of(), List.of(), List.of(), List.of(), kept, CATALOG, 1, Map.of()));
        ledger.forgetKept(forgotten);
    }

    private static KeptFile kept(String path, long number, KeptFile.Reason reason, long sinceNs) {
        return new KeptFile(
                file(path, number, number), reason, sinceNs, FilePath.of(".pullover/" + path + "/" + number));
    }
}
