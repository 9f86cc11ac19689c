package dev.pullover.synchrolist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.common.ExitCode;
import dev.pullover.common.catalog.CatalogLayout;
import dev.pullover.common.catalog.CatalogLine;
import dev.pullover.common.catalog.Sha256;
import dev.pullover.common.config.SynchroMode;
import dev.pullover.common.ledger.CatalogLedger;
import dev.pullover.common.ledger.sqlite.SqliteCatalogLedger;
import dev.pullover.common.message.Channel;
import dev.pullover.common.message.FaultKind;
import dev.pullover.common.message.Wanted;
import dev.pullover.common.metrics.Counter;
import dev.pullover.common.path.FilePath;
import dev.pullover.common.remote.CountingRemoteStore;
import dev.pullover.common.remote.FaultyRemoteStore;
import dev.pullover.common.remote.RemoteException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Following a catalog on one server; {@link EpochsTest} has what happens between servers and epochs. */
final class CatalogFollowerTest {
    @TempDir
    private Path folder;

    private TestSetting setting;
    private SqliteCatalogLedger ledger;
    private CatalogFollower follower;

    @BeforeEach
    void open() throws IOException {
        setting = new TestSetting(folder);
        reopen();
    }

    @AfterEach
    void close() {
        ledger.close();
        setting.close();
    }

    @Test
    void takesTheWholeCatalogOverAtFirst() throws IOException, InterruptedException {
        Publisher publisher =
                Publisher.begin(1).put("a", "1").seal().put("b", "22").del("a").seal();
        Look look = look(publisher.publish(setting.production));
        assertInstanceOf(Look.Advanced.class, look);
        assertEquals(
                "3 new files, 3 B, seq 3 (epoch 00000000…)",
                look.text(),
                "a file, another, and the deletion of the first");
        assertFollowed(publisher);
        List<Wanted> wanted = setting.sent(Channel.WANTED);
        assertEquals(List.of(new Wanted(setting.nowNs(), 1, 3, 3, 3)), wanted);
        assertEquals(3, setting.counters.get(Counter.CATALOG_LINES, "production"));
        assertEquals(3, setting.counters.get(Counter.FILES_WANTED));
        assertEquals(3, setting.counters.get(Counter.CATALOG_SEQUENCE));
    }

    @Test
    void anEmptyCatalogIsFollowedToo() throws IOException {
        Publisher publisher = Publisher.begin(1).publish(setting.production);
        assertInstanceOf(Look.Advanced.class, look(publisher));
        assertInstanceOf(Look.UpToDate.class, look(publisher));
        assertFollowed(publisher);
    }

    @Test
    void nothingNewCostsOneReadAndNoWrite() throws IOException, InterruptedException {
        look(Publisher.begin(1).put("a", "1").put("b", "2").publish(setting.production));
        setting.sent(Channel.WANTED);
        byte[] before = database();
        CountingRemoteStore store = new CountingRemoteStore(setting.store("production"));
        assertInstanceOf(Look.UpToDate.class, follower.look(store));
        assertEquals(1, store.calls());
        assertTrue(Arrays.equals(before, database()), "the database was written");
        assertEquals(List.of(), setting.sent(Channel.WANTED));
    }

    @Test
    void newLinesCostAsManyBytesAsTheyHave() throws IOException {
        Publisher publisher = Publisher.begin(1);
        for (int i = 0; i < 1000; i++) {
            publisher.put("file-" + i, "content");
        }
        look(publisher.publish(setting.production));
        long before = publisher.head().length();
        publisher.put("new", "content").publish(setting.production);
        CountingRemoteStore store = new CountingRemoteStore(setting.store("production"));
        assertInstanceOf(Look.Advanced.class, follower.look(store));
        assertEquals(2, store.calls());
        assertEquals(publisher.head().bytes().length + publisher.head().length() - before, store.bytes());
    }

    @Test
    void everyPrefixOfAGrowingCatalogIsFollowed() throws IOException {
        Publisher publisher = Publisher.begin(1);
        for (int i = 0; i < 40; i++) {
            publisher.put("file-" + i % 7, "content " + i);
            if (i % 5 == 4) {
                publisher.seal();
            }
            look(publisher.publish(setting.production));
            assertFollowed(publisher);
            if (i % 3 == 0) {
                reopen();
            }
        }
    }

    @Test
    void takesManyLinesOverInBatches() throws IOException, InterruptedException {
        Publisher publisher = manyLines(30_000);
        look(publisher);
        assertFollowed(publisher);
        List<Wanted> wanted = setting.sent(Channel.WANTED);
        assertTrue(wanted.size() >= 4 && wanted.size() <= 6, wanted.toString());
        long next = 1;
        for (Wanted batch : wanted) {
            assertEquals(next, batch.firstChange());
            assertEquals(batch.lastChange() - batch.firstChange() + 1, batch.files());
            next = batch.lastChange() + 1;
        }
        assertEquals(30_001, next);
        assertFalse(Files.exists(setting.state.root().resolve("catalog.part")));
    }

    @Test
    void goesOnFromTheLastBatchWhenItWasKilledBetweenBatches() throws IOException {
        Publisher publisher = manyLines(30_000);
        for (int batches = 0; batches < 6; batches++) {
            CatalogLedger dying = new DyingLedger(ledger, batches == 0 ? 0 : 1);
            CatalogFollower killed = new CatalogFollower(setting.context(), dying);
            assertThrows(DyingLedger.Killed.class, () -> killed.look(setting.store("production")));
            reopen();
            long seq = ledger.followed().map(at -> at.position().seq()).orElse(0L);
            assertEquals(TestSetting.model(publisher.lines().subList(0, (int) seq)), TestSetting.content(ledger));
            if (seq == publisher.head().seq()) {
                break;
            }
        }
        look(publisher);
        assertFollowed(publisher);
    }

    @Test
    void stopsBetweenPartsWhenToldTo() {
        manyLines(10);
        setting.stopping.set(true);
        assertThrows(InterruptedIOException.class, () -> follower.look(setting.store("production")));
        assertTrue(ledger.followed().isEmpty());
    }

    @Test
    void takesNothingOverUntilAllIsThere() throws IOException {
        Publisher publisher = small();
        publisher.publish(setting.production);
        for (long segment = 1; segment <= 2; segment++) {
            byte[] whole = publisher.segment(segment);
            for (int length = 0; length < whole.length; length++) {
                setting.production.putFile(CatalogLayout.segment(segment), Arrays.copyOf(whole, length), 0);
                Look look = follower.look(setting.store("production"));
                assertInstanceOf(Look.NotYet.class, look, "segment " + segment + " cut at " + length);
                assertTrue(ledger.followed().isEmpty());
            }
            setting.production.remove(CatalogLayout.segment(segment));
            assertInstanceOf(Look.NotYet.class, follower.look(setting.store("production")));
            setting.production.putFile(CatalogLayout.segment(segment), whole, 0);
        }
        look(publisher);
        assertFollowed(publisher);
    }

    @Test
    void takesNothingOverThatHasChangedInAnyByte() throws IOException {
        Publisher publisher = small();
        publisher.publish(setting.production);
        for (long segment = 1; segment <= 2; segment++) {
            byte[] whole = publisher.segment(segment);
            for (int i = 0; i < whole.length; i++) {
                byte[] damaged = whole.clone();
                damaged[i] ^= 1;
                setting.production.putFile(CatalogLayout.segment(segment), damaged, 0);
                Look look = follower.look(setting.store("production"));
                boolean lacking = look instanceof Look.NotYet && i == whole.length - 1 && segment == 1;
                assertTrue(look instanceof Look.Corrupt || lacking, "segment " + segment + ", byte " + i + ": " + look);
                assertTrue(ledger.followed().isEmpty());
            }
            setting.production.putFile(CatalogLayout.segment(segment), whole, 0);
        }
        look(publisher);
        assertFollowed(publisher);
    }

    @Test
    void saysWhichSegmentIsDamagedFromWhere() throws IOException {
        Publisher publisher = small();
        publisher.publish(setting.production);
        byte[] damaged = publisher.segment(2);
        damaged[0] = 'x';
        setting.production.putFile(CatalogLayout.segment(2), damaged, 0);
        Look.Corrupt look = assertInstanceOf(Look.Corrupt.class, follower.look(setting.store("production")));
        assertEquals(2, look.segment());
        assertEquals(0, look.offset());
        assertTrue(look.text().startsWith("catalog damaged: segment 2, byte 0: field seq: 'x'"), look.text());
    }

    @Test
    void goesOnBehindASealedSegmentThatIsGone() throws IOException {
        Publisher publisher = Publisher.begin(1).put("a", "1");
        look(publisher.publish(setting.production));
        look(publisher.seal().put("b", "2").publish(setting.production));
        publisher.seal().put("c", "3").publish(setting.production);
        setting.production.remove(CatalogLayout.segment(1));
        setting.production.remove(CatalogLayout.segment(2));
        look(publisher);
        assertFollowed(publisher);
    }

    @Test
    void aHeadThatIsNotAllThereIsNotYet() throws IOException {
        Publisher publisher = small();
        publisher.publish(setting.production);
        byte[] head = publisher.head().bytes();
        for (int length = 0; length < head.length - 1; length++) {
            setting.production.putFile(CatalogLayout.HEAD, Arrays.copyOf(head, length), 0);
            assertInstanceOf(Look.NotYet.class, follower.look(setting.store("production")), "cut at " + length);
        }
    }

    @Test
    void aHeadOfAnotherFormatIsDamage() throws IOException {
        small().publish(setting.production);
        setting.production.putFile(CatalogLayout.HEAD, "{\"format\":2}\n".getBytes(StandardCharsets.UTF_8), 0);
        Look look = follower.look(setting.store("production"));
        assertInstanceOf(Look.Corrupt.class, look);
        assertTrue(look.text().contains("format: 2"), look.text());
    }

    @Test
    void tellsAServerWithoutCatalogFromOneWithoutOutbox() throws IOException {
        assertEquals(new Look.NoCatalog(SynchroMode.AUTO), follower.look(setting.store("production")));
        setting.production.remove(FilePath.of(""));
        assertEquals(
                new Look.Failed(FaultKind.OUTBOX, "its outbox is not there"),
                follower.look(setting.store("production")));
    }

    @Test
    void takesNothingOverFromAServerThatFailsOnTheWay() throws IOException {
        Publisher publisher = manyLines(30_000);
        FaultyRemoteStore store = new FaultyRemoteStore(setting.store("production"), FaultKind.RESET, 2, 3_000_000);
        assertThrows(RemoteException.class, () -> follower.look(store));
        assertTrue(ledger.followed().isEmpty());
        assertFalse(Files.exists(setting.state.root().resolve("catalog.part")));
        look(publisher);
        assertFollowed(publisher);
    }

    @Test
    void refusesBadNamesByNameAndGoesOn() throws IOException, InterruptedException {
        Publisher publisher = Publisher.begin(1).put("good", "1").put("../evil", "2");
        publisher.add(CatalogLine.put(3, 1, 2, 0644, Sha256.ZERO, 3, FilePath.ofBytes(new byte[] {(byte) 0xFF})));
        Look look = look(publisher.put("also good", "4").publish(setting.production));
        assertEquals(2, setting.counters.get(Counter.NAMES_REJECTED));
        assertTrue(look.text().endsWith(", 2 names refused"), look.text());
        assertEquals(ExitCode.SOME_FILES, look.exitCode());
        assertEquals(2, ledger.totals(0).files());
        assertEquals(
                "component '..'",
                ledger.refused(FilePath.of("../evil")).orElseThrow().reason());
        assertEquals(2, setting.sent(Channel.WANTED).get(0).files());
        look(publisher.del("../evil").publish(setting.production));
        assertTrue(ledger.refused(FilePath.of("../evil")).isEmpty());
        assertEquals(2, setting.counters.get(Counter.NAMES_REJECTED));
    }

    @Test
    void doesNotFillTheDiskBelowTheReserve() throws IOException {
        TestSetting full = new TestSetting(folder.resolve("full"));
        Files.writeString(
                full.configFile, Files.readString(full.configFile).replace("reserve = \"0B\"", "reserve = \"900TB\""));
        try (SqliteCatalogLedger other = full.openLedger()) {
            manyLines(30_000);
            CatalogFollower poor = new CatalogFollower(full.context(), other);
            SpoolException e = assertThrows(SpoolException.class, () -> poor.look(setting.store("production")));
            assertTrue(e.getMessage().contains("reserve 900.0 TB; make room in"), e.getMessage());
        } finally {
            full.close();
        }
    }

    private Publisher small() {
        return Publisher.begin(1)
                .put("a", "1")
                .put("ä\n", "2")
                .seal()
                .put("b", "3")
                .del("a");
    }

    private Publisher manyLines(int count) {
        Publisher publisher = Publisher.begin(1);
        for (int i = 0; i < count; i++) {
            publisher.put("directory/file-" + i, "x");
        }
        return publisher.publish(setting.production);
    }

    private Look look(Publisher publisher) throws IOException {
        Look look = follower.look(setting.store("production"));
        assertInstanceOf(Look.Done.class, look, look.text());
        return look;
    }

    private void assertFollowed(Publisher publisher) {
        assertEquals(TestSetting.model(publisher.lines()), TestSetting.content(ledger));
        assertEquals(
                publisher.head().seq(),
                ledger.followed().orElseThrow().position().seq());
    }

    private void reopen() {
        if (ledger != null) {
            ledger.close();
        }
        ledger = setting.openLedger();
        follower = new CatalogFollower(setting.context(), ledger);
    }

    private byte[] database() throws IOException {
        return Files.readAllBytes(setting.state.root().resolve("catalog.db-wal"));
    }
}
