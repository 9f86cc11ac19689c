package dev.pullover.common.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.common.catalog.CatalogHead;
import dev.pullover.common.catalog.CatalogLine;
import dev.pullover.common.catalog.CatalogPosition;
import dev.pullover.common.catalog.Sha256;
import dev.pullover.common.ledger.CatalogLedger.Changes;
import dev.pullover.common.ledger.CatalogLedger.Followed;
import dev.pullover.common.path.FilePath;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link CatalogLedger} does. */
public abstract class CatalogLedgerContract {
    private static final UUID EPOCH = new UUID(1, 1);
    private static final UUID OTHER_EPOCH = new UUID(2, 2);
    private static final Instant PUBLISHED = Instant.parse("2026-11-21T01:02:03.000000004Z");
    private static final int ALL = 1_000_000;

    private CatalogLedger ledger;

    /** Opens the same ledger again each time. */
    protected abstract CatalogLedger open();

    /** Opens it for reading beside the writer. */
    protected abstract CatalogView openView();

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
        assertEquals(Optional.empty(), ledger.followed());
        assertEquals(List.of(), ledger.epochs());
        assertEquals(0, ledger.lastChange());
        assertEquals(List.of(), ledger.changes(0, ALL));
        assertEquals(new CatalogView.Totals(0, 0), ledger.totals(0));
        assertEquals(Optional.empty(), ledger.find(FilePath.of("a")));
    }

    @Test
    void givesEveryNewFileAChangeNumberInOrder() {
        Changes changes = apply(put(1, "b", "x"), put(2, "a", "yy"));
        assertEquals(new Changes(1, 2, 2, 3), changes);
        assertEquals(List.of(entry(1, put(1, "b", "x")), entry(2, put(2, "a", "yy"))), ledger.changes(0, ALL));
        assertEquals(List.of(entry(2, put(2, "a", "yy"))), ledger.changes(1, ALL));
        assertEquals(List.of(entry(1, put(1, "b", "x"))), ledger.changes(0, 1));
        assertEquals(new CatalogView.Totals(1, 2), ledger.totals(1));
    }

    @Test
    void movesAChangedFileToTheEnd() {
        apply(put(1, "a", "x"), put(2, "b", "x"));
        assertEquals(new Changes(3, 3, 1, 2), apply(put(3, "a", "xx")));
        assertEquals(List.of(entry(2, put(2, "b", "x")), entry(3, put(3, "a", "xx"))), ledger.changes(0, ALL));
    }

    @Test
    void keepsTheChangeNumberOfWhatIsKnownAlreadyButNamesTheNewLine() {
        apply(put(1, "a", "x"));
        assertEquals(Changes.NONE, apply(put(2, "a", "x")));
        assertEquals(Optional.of(entry(1, put(2, "a", "x"))), ledger.find(FilePath.of("a")));
        assertEquals(1, ledger.lastChange());
    }

    @Test
    void anotherDateOrModeOfTheSameContentIsAChange() {
        CatalogLine line = put(1, "a", "x");
        apply(line);
        CatalogLine touched =
                CatalogLine.put(2, line.size(), line.mtimeNs() + 1, line.mode(), line.hash(), 5, line.path());
        assertEquals(1, apply(touched).files());
        CatalogLine chmodded = CatalogLine.put(3, line.size(), touched.mtimeNs(), 0600, line.hash(), 5, line.path());
        assertEquals(1, apply(chmodded).files());
    }

    @Test
    void aDeletionIsAChangeToo() {
        apply(put(1, "a", "x"));
        CatalogLine deletion = CatalogLine.del(2, 7, FilePath.of("a"));
        assertEquals(new Changes(2, 2, 1, 0), apply(deletion));
        assertEquals(Optional.of(entry(2, deletion)), ledger.find(FilePath.of("a")));
    }

    @Test
    void keepsEveryValueOfALine() {
        CatalogLine line = CatalogLine.put(
                Long.MAX_VALUE,
                Long.MAX_VALUE,
                Long.MIN_VALUE,
                07777,
                Sha256.hash(new byte[] {1}),
                Long.MAX_VALUE,
                FilePath.of("müßig/-x\n'; DROP TABLE entry"));
        apply(line);
        assertEquals(Optional.of(entry(1, line)), ledger.find(line.path()));
    }

    @Test
    void keepsRefusedNamesApartUntilTheyAreDeleted() {
        FilePath path = FilePath.of("../etc/passwd");
        CatalogLine bad = CatalogLine.put(1, 3, 4, 0644, Sha256.ZERO, 5, path);
        assertEquals(Changes.NONE, ledger.apply(List.of(), List.of(bad), followed(EPOCH, 1)));
        assertEquals(Optional.of(new RefusedName(path, EPOCH, 1, path.problem().orElseThrow())), ledger.refused(path));
        assertEquals(List.of(), ledger.changes(0, ALL));
        ledger.apply(List.of(), List.of(CatalogLine.del(2, 5, path)), followed(EPOCH, 2));
        assertEquals(Optional.empty(), ledger.refused(path));
    }

    @Test
    void remembersTheEpochsItFollowedAndWhereItLeftThem() {
        Followed first = followed(EPOCH, 1);
        ledger.apply(List.of(put(1, "a", "x")), List.of(), first);
        CatalogHead.Parent parent = new CatalogHead.Parent(EPOCH, 1, Sha256.hash(new byte[1]));
        Followed child = new Followed(OTHER_EPOCH, parent, PUBLISHED, new CatalogPosition(3, 4, 5, Sha256.ZERO));
        ledger.apply(List.of(), List.of(), child);
        reopen();
        assertEquals(List.of(first, child), ledger.epochs());
        assertEquals(Optional.of(child), ledger.followed());
    }

    @Test
    void doesNotGoBackToAnEpochThatWasLeft() {
        apply(put(1, "a", "x"));
        ledger.apply(List.of(), List.of(), followed(OTHER_EPOCH, 0));
        assertThrows(IllegalStateException.class, () -> apply(put(2, "a", "y")));
        assertEquals(OTHER_EPOCH, ledger.followed().orElseThrow().epoch());
        assertEquals(Optional.of(entry(1, put(1, "a", "x"))), ledger.find(FilePath.of("a")));
    }

    @Test
    void goesOnAfterBeingReopenedWithTheSameIdentity() {
        String id = ledger.id();
        apply(put(1, "a", "x"), put(2, "b", "x"));
        reopen();
        assertEquals(id, ledger.id());
        assertEquals(Optional.of(followed(EPOCH, 2)), ledger.followed());
        assertEquals(new Changes(3, 3, 1, 1), apply(put(3, "a", "z")));
    }

    @Test
    void aViewSeesWhatIsCommittedAfterItWasOpened() {
        try (CatalogView view = openView()) {
            assertEquals(0, view.lastChange());
            apply(put(1, "a", "x"));
            assertEquals(1, view.lastChange());
            assertEquals(ledger.id(), view.id());
            assertEquals(List.of(entry(1, put(1, "a", "x"))), view.changes(0, ALL));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void agreesWithASimpleModel(long seed) {
        Random random = new Random(seed);
        Map<FilePath, CatalogEntry> model = new TreeMap<>();
        long last = 0;
        long seq = 0;
        for (int batch = 0; batch < 60; batch++) {
            List<CatalogLine> lines = new ArrayList<>();
            for (int i = random.nextInt(8); i >= 0; i--) {
                CatalogLine line = randomLine(random, ++seq);
                CatalogEntry known = model.get(line.path());
                boolean same = known != null && sameContent(known.line(), line);
                model.put(line.path(), entry(same ? known.change() : ++last, line));
                lines.add(line);
            }
            ledger.apply(lines, List.of(), followed(EPOCH, seq));
            if (random.nextInt(5) == 0) {
                reopen();
            }
            List<CatalogEntry> expected = model.values().stream()
                    .sorted((a, b) -> Long.compare(a.change(), b.change()))
                    .toList();
            assertEquals(expected, ledger.changes(0, ALL), "seed " + seed + ", batch " + batch);
        }
        assertTrue(last > 0);
        assertNotEquals(0, ledger.totals(0).files());
    }

    private void reopen() {
        ledger.close();
        ledger = open();
    }

    private Changes apply(CatalogLine... lines) {
        return ledger.apply(List.of(lines), List.of(), followed(EPOCH, lines[lines.length - 1].seq()));
    }

    private static Followed followed(UUID epoch, long seq) {
        return new Followed(epoch, null, PUBLISHED, new CatalogPosition(1, seq, seq, Sha256.hash(new byte[1])));
    }

    private static CatalogEntry entry(long change, CatalogLine line) {
        return new CatalogEntry(change, EPOCH, line);
    }

    private static CatalogLine put(long seq, String path, String content) {
        return CatalogLine.put(
                seq,
                content.length(),
                1000,
                0644,
                Sha256.hash(content.getBytes(StandardCharsets.UTF_8)),
                5,
                FilePath.of(path));
    }

    private static CatalogLine randomLine(Random random, long seq) {
        FilePath path = FilePath.of("f" + random.nextInt(20));
        return random.nextInt(4) == 0
                ? CatalogLine.del(seq, 7, path)
                : put(seq, path.toString(), "x".repeat(random.nextInt(3)));
    }

    private static boolean sameContent(CatalogLine a, CatalogLine b) {
        return a.op() == b.op() && a.hash().equals(b.hash());
    }
}
