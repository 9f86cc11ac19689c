package dev.pullover.synchrolist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.common.catalog.CatalogLayout;
import dev.pullover.common.catalog.CatalogLine;
import dev.pullover.common.catalog.CatalogLine.Op;
import dev.pullover.common.ledger.CatalogLedger;
import dev.pullover.common.ledger.sqlite.SqliteCatalogLedger;
import dev.pullover.common.path.FilePath;
import dev.pullover.common.remote.MemoryOutbox;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Beginning from snapshots, and finding the place again after compaction. */
final class SnapshotsTest {
    @TempDir
    private Path folder;

    private final Publisher publisher = Publisher.begin(1);
    private TestSetting setting;
    private MemoryOutbox outbox;
    private SqliteCatalogLedger ledger;

    @BeforeEach
    void open() throws IOException {
        setting = new TestSetting(folder);
        outbox = setting.production;
        ledger = setting.openLedger();
    }

    @AfterEach
    void close() {
        ledger.close();
        setting.close();
    }

    @Test
    void aNewReaderBeginsFromTheNewestSnapshot() throws IOException {
        publisher
                .put("a", "1")
                .put("b", "2")
                .seal()
                .del("a")
                .put("c", "3")
                .seal()
                .put("d", "4");
        publisher.publish(outbox).snapshot(outbox, 1).snapshot(outbox, 2).dropSegments(outbox, 2);
        assertInstanceOf(Look.Advanced.class, look());
        assertOffers();
        assertEquals(3, ledger.lastChange(), "what was deleted before is not even known");
        assertInstanceOf(Look.UpToDate.class, look());
    }

    @Test
    void aReaderWhosePlaceIsGoneLosesNothingAndWantsNothingAgain() throws IOException {
        publisher.put("a", "1").put("b", "2").put("gone", "3").publish(outbox);
        look();
        publisher.seal().del("gone").put("b", "changed").seal().put("c", "3").publish(outbox);
        publisher.snapshot(outbox, 2).dropSegments(outbox, 2);
        Look.Advanced look = assertInstanceOf(Look.Advanced.class, look());
        assertOffers();
        assertEquals(3, look.progress().files(), "b, c, and the deletion");
        assertEquals(1, ledger.find(FilePath.of("a")).orElseThrow().change());
        assertEquals(
                Op.DEL, ledger.find(FilePath.of("gone")).orElseThrow().line().op());
        publisher.put("e", "5").publish(outbox);
        publisher.dropSegments(outbox, 2);
        look();
        assertOffers();
    }

    @Test
    void aPlaceAtTheEndOfASegmentThatIsGoneNeedsNoSnapshot() throws IOException {
        publisher.put("a", "1").seal().publish(outbox);
        look();
        publisher.put("b", "2").publish(outbox);
        publisher.dropSegments(outbox, 1);
        assertInstanceOf(Look.Advanced.class, look());
        assertOffers();
    }

    @Test
    void aReaderKilledInTheMiddleOfASnapshotBeginsItAgain() throws IOException {
        for (int i = 0; i < 20_000; i++) {
            publisher.put("f" + i, "x");
        }
        publisher.publish(outbox);
        look();
        publisher.seal();
        for (int i = 0; i < 20_000; i += 2) {
            publisher.del("f" + i);
        }
        publisher.seal().put("last", "1").publish(outbox).snapshot(outbox, 2).dropSegments(outbox, 2);
        for (int batches = 0; batches < 5; batches++) {
            DyingLedger dying = new DyingLedger(ledger, batches);
            assertThrows(DyingLedger.Killed.class, () -> look(dying));
            ledger.close();
            ledger = setting.openLedger();
        }
        assertInstanceOf(Look.Advanced.class, look());
        assertOffers();
    }

    @Test
    void aSnapshotThatIsNotAllThereIsNotYetAndADamagedOneIsPassedOver() throws IOException {
        publisher.put("a", "1").seal().put("b", "2").seal().put("c", "3");
        byte[] whole = publisher.base(2);
        publisher.publish(outbox).dropSegments(outbox, 2);
        for (int length = 0; length < whole.length; length++) {
            outbox.putFile(CatalogLayout.base(2), Arrays.copyOf(whole, length), 1);
            assertInstanceOf(Look.NotYet.class, look(), "cut at " + length);
            assertEquals(0, ledger.lastChange());
        }
        byte[] damaged = whole.clone();
        damaged[whole.length / 2] ^= 1;
        outbox.putFile(CatalogLayout.base(2), damaged, 1);
        Look.Corrupt look = assertInstanceOf(Look.Corrupt.class, look());
        assertTrue(look.text().contains("snapshot 2, byte "), look.text());
        publisher.publishSegments(outbox);
        publisher.snapshot(outbox, 1).dropSegments(outbox, 1);
        assertInstanceOf(Look.Advanced.class, look());
        assertOffers();
    }

    @Test
    void aSnapshotNewerThanHeadIsLeftAlone() throws IOException {
        publisher.put("a", "1").seal().put("b", "2").publish(outbox);
        publisher.seal().put("c", "3").snapshot(outbox, 2);
        look();
        assertEquals(2, ledger.lastChange());
    }

    @Test
    void aChildThatKeepsSnapshotsOfItsParentIsFollowedFromThem() throws IOException {
        publisher.put("a", "1").put("b", "2").publish(outbox);
        look();
        publisher.seal().del("a").seal();
        Publisher child = publisher.child(2).put("c", "3");
        child.publish(setting.backup);
        child.snapshot(setting.backup, 2).dropSegments(setting.backup, 2);
        CatalogFollower follower = new CatalogFollower(setting.context(), ledger);
        Look look = follower.look(setting.store("backup"));
        assertInstanceOf(Look.Done.class, look, look.text());
        assertEquals(Op.DEL, ledger.find(FilePath.of("a")).orElseThrow().line().op());
        assertEquals(Op.PUT, ledger.find(FilePath.of("b")).orElseThrow().line().op());
        assertEquals(child.epoch(), ledger.followed().orElseThrow().epoch());
        assertInstanceOf(Look.UpToDate.class, follower.look(setting.store("backup")));
    }

    private Look look() throws IOException {
        return look(ledger);
    }

    private Look look(CatalogLedger by) throws IOException {
        return new CatalogFollower(setting.context(), by).look(setting.store("production"));
    }

    /** All that is offered is known as offered, and nothing else is. */
    private void assertOffers() {
        Map<FilePath, Object> expected = new TreeMap<>();
        TestSetting.model(publisher.lines()).values().stream()
                .filter(line -> line.op() == Op.PUT)
                .forEach(line -> expected.put(line.path(), line.hash()));
        Map<FilePath, Object> found = new TreeMap<>();
        for (CatalogLine line : TestSetting.content(ledger).values()) {
            if (line.op() == Op.PUT) {
                found.put(line.path(), line.hash());
            }
        }
        assertEquals(expected, found);
    }
}
