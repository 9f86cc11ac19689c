package dev.pullover.synchrolist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.common.catalog.CatalogHead;
import dev.pullover.common.catalog.CatalogLayout;
import dev.pullover.common.catalog.CatalogLine;
import dev.pullover.common.catalog.Sha256;
import dev.pullover.common.ledger.sqlite.SqliteCatalogLedger;
import dev.pullover.common.message.FaultKind;
import dev.pullover.common.path.FilePath;
import dev.pullover.common.remote.CountingRemoteStore;
import dev.pullover.common.remote.MemoryOutbox;
import dev.pullover.common.remote.RemoteStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Following one history over two servers, takeovers, new beginnings and forks. */
final class EpochsTest {
    private static final long EPOCH = 1;
    private static final long CHILD = 2;
    private static final long OTHER = 3;

    @TempDir
    private Path folder;

    private TestSetting setting;
    private SqliteCatalogLedger ledger;
    private CatalogFollower follower;

    @BeforeEach
    void open() throws IOException {
        setting = new TestSetting(folder);
        ledger = setting.openLedger();
        follower = new CatalogFollower(setting.context(), ledger);
    }

    @AfterEach
    void close() {
        ledger.close();
        setting.close();
    }

    @Test
    void goesOnAtTheOtherServerAtAnyLine() throws IOException {
        Publisher publisher = Publisher.begin(EPOCH);
        for (int i = 0; i < 30; i++) {
            publisher.put("file-" + i, "x");
            if (i % 4 == 3) {
                publisher.seal();
            }
            publisher.publish(i % 2 == 0 ? setting.production : setting.backup);
            assertInstanceOf(Look.Advanced.class, look(i % 2 == 0 ? "production" : "backup"));
            assertFollowed(publisher.lines());
        }
        assertEquals(30, ledger.lastChange());
    }

    @Test
    void aServerThatIsBehindUndoesNothing() throws IOException {
        Publisher publisher = Publisher.begin(EPOCH).put("a", "1").publish(setting.backup);
        publisher.put("b", "2").publish(setting.production);
        look("production");
        Look look = look("backup");
        assertEquals(new Look.Behind("seq 1, here 2"), look);
        assertFollowed(publisher.lines());
    }

    @Test
    void aChildThatGoesOnWhereWeAreIsFollowed() throws IOException {
        Publisher publisher = Publisher.begin(EPOCH).put("a", "1").put("b", "2").publish(setting.production);
        look("production");
        Publisher child = publisher.child(CHILD).publish(setting.backup);
        Look.ChildEpoch first = assertInstanceOf(Look.ChildEpoch.class, look("backup"));
        assertEquals(0, first.kept());
        assertEquals(child.epoch(), followedEpoch());
        child.put("c", "3").publish(setting.backup);
        assertInstanceOf(Look.Advanced.class, look("backup"));
        assertFollowed(child.lines());
        assertEquals(3, ledger.lastChange());
    }

    @Test
    void aChildThatBranchedAheadOfUsIsFollowed() throws IOException {
        Publisher publisher = Publisher.begin(EPOCH).put("a", "1").publish(setting.production);
        look("production");
        Publisher child = publisher.put("b", "2").child(CHILD).put("c", "3").publish(setting.backup);
        assertInstanceOf(Look.ChildEpoch.class, look("backup"));
        assertFollowed(child.lines());
    }

    @Test
    void whatWeHaveBeyondTheBranchOfAChildIsKeptAndReported() throws IOException {
        for (boolean sealed : new boolean[] {false, true}) {
            reset(sealed ? "sealed" : "open");
            Publisher publisher =
                    Publisher.begin(EPOCH).put("a", "1").seal().put("b", "2").put("c", "3");
            Publisher parent = publisher.twin();
            if (sealed) {
                parent.seal();
            }
            Publisher child =
                    parent.child(CHILD).put("b", "two").seal().put("d", "4").publish(setting.backup);
            List<CatalogLine> all = new ArrayList<>(publisher
                    .put("lost", "x")
                    .put("lost too", "y")
                    .publish(setting.production)
                    .lines());
            look("production");
            Look.ChildEpoch look = assertInstanceOf(Look.ChildEpoch.class, look("backup"));
            assertEquals(2, look.kept());
            assertTrue(look.text().startsWith("took over at seq 3, 2 lines beyond it kept: 2 new files"), look.text());
            all.addAll(child.lines().subList(3, 5));
            assertFollowed(all);
            assertEquals(7, ledger.lastChange());
        }
    }

    /** Whatever the clock of the server says on which it was published: there were two takeovers that nobody here has seen. */
    @Test
    void aGrandchildThatGoesOnWhereWeAreIsFollowed() throws IOException {
        Publisher publisher =
                Publisher.begin(EPOCH).put("a", "1").seal().put("b", "2").publish(setting.production);
        look("production");
        Publisher grandchild =
                publisher.child(CHILD).put("c", "3").child(OTHER).put("d", "4").publish(setting.backup);
        CatalogHead head = grandchild.head();
        CatalogHead longAgo = new CatalogHead(
                head.epoch(),
                head.parent(),
                head.seq(),
                head.segment(),
                head.length(),
                head.chain(),
                head.publishedAt().minus(Duration.ofDays(400)));
        setting.backup.putFile(CatalogLayout.HEAD, longAgo.bytes(), 0);
        assertInstanceOf(Look.ChildEpoch.class, look("backup"));
        assertFollowed(grandchild.lines());
        assertInstanceOf(Look.Behind.class, look("production"));
    }

    /** It has more segments, as its publishers began them, and fewer lines. */
    @Test
    void aGrandchildWithFewerLinesThanOursIsNotOne() throws IOException {
        Publisher publisher =
                Publisher.begin(OTHER * 100).put("a", "1").put("b", "2").put("c", "3");
        look("production", publisher);
        Publisher.begin(EPOCH)
                .put("a", "1")
                .seal()
                .child(CHILD)
                .seal()
                .child(OTHER)
                .put("d", "4")
                .publish(setting.backup);
        assertInstanceOf(Look.Unrelated.class, look("backup"));
        assertFollowed(publisher.lines());
    }

    @Test
    void aGrandchildOfAnotherHistoryThatIsOlderDoesNotTakeOver() throws IOException {
        Publisher publisher = Publisher.begin(OTHER * 100).put("a", "1").put("b", "2");
        Publisher.begin(EPOCH)
                .put("a", "other")
                .child(CHILD)
                .put("c", "3")
                .child(OTHER)
                .put("d", "4")
                .publish(setting.backup);
        look("production", publisher);
        for (int i = 0; i < 2; i++) {
            assertInstanceOf(Look.Unrelated.class, look("backup"));
            assertFollowed(publisher.lines());
        }
    }

    /** Nobody publishes it as the lost server did: unless it has come here by then, it would be missing for ever. */
    @Test
    void whatWasChangedBeyondTheBranchAndIsNotHereIsWantedAsItWas() throws IOException {
        for (boolean compacted : new boolean[] {false, true}) {
            reset(compacted ? "compacted" : "whole");
            Publisher publisher = Publisher.begin(EPOCH)
                    .put("changed", "0")
                    .put("here", "1")
                    .seal()
                    .put("changed", "1")
                    .put("deleted", "1")
                    .put("later", "1")
                    .seal();
            Publisher child = publisher.child(CHILD).put("later", "2").publish(setting.backup);
            if (compacted) {
                child.snapshot(setting.backup, 1).dropSegments(setting.backup, 1);
            }
            publisher
                    .put("changed", "lost")
                    .put("here", "lost, but here")
                    .del("deleted")
                    .put("later", "lost")
                    .put("new", "lost")
                    .publish(setting.production);
            look("production");
            setting.recordArrival(ledger, "here");
            Look.ChildEpoch look = assertInstanceOf(Look.ChildEpoch.class, look("backup"));
            assertEquals(4, look.progress().files(), look.text());
            List<CatalogLine> expected = new ArrayList<>(publisher.lines().subList(0, 5));
            expected.add(publisher.lines().get(6));
            expected.add(publisher.lines().get(9));
            expected.add(child.lines().get(5));
            assertFollowed(expected);
        }
    }

    @Test
    void aChildFromBeforeTheFirstLineIsFollowed() throws IOException {
        Publisher publisher = Publisher.begin(EPOCH);
        Publisher child = publisher.child(CHILD).put("d", "4").publish(setting.backup);
        publisher.put("a", "1").publish(setting.production);
        look("production");
        assertInstanceOf(Look.ChildEpoch.class, look("backup"));
        assertTrue(TestSetting.content(ledger).keySet().containsAll(List.of(FilePath.of("a"), FilePath.of("d"))));
        assertEquals(1, ledger.followed().orElseThrow().position().seq());
        assertEquals(child.epoch(), followedEpoch());
    }

    @Test
    void aChildWhoseBranchIsNotReplicatedYetIsAwaited() throws IOException {
        Publisher publisher = Publisher.begin(EPOCH).put("a", "1").put("b", "2");
        Publisher child = publisher.child(CHILD).put("c", "3");
        child.publishHead(setting.backup);
        look("production", publisher.put("lost", "x"));
        assertInstanceOf(Look.NotYet.class, look("backup"));
        child.publishSegments(setting.backup);
        assertInstanceOf(Look.ChildEpoch.class, look("backup"));
    }

    @Test
    void theOldProductionIsBehindWhenItComesBack() throws IOException {
        Publisher publisher = Publisher.begin(EPOCH).put("a", "1").publish(setting.production);
        look("production");
        publisher.child(CHILD).put("b", "2").publish(setting.backup);
        look("backup");
        publisher.put("unreplicated", "3").put("more", "4").publish(setting.production);
        assertInstanceOf(Look.Behind.class, look("production"));
    }

    @Test
    void aParentThatWasNeverFollowedIsBehindItsChild() throws IOException {
        Publisher publisher = Publisher.begin(EPOCH).put("a", "1").publish(setting.production);
        publisher.child(CHILD).put("b", "2").publish(setting.backup);
        look("backup");
        assertInstanceOf(Look.Behind.class, look("production"));
    }

    @Test
    void twoChildrenOfOneParentAreAFork() throws IOException {
        Publisher publisher = Publisher.begin(EPOCH).put("a", "1").publish(setting.production);
        look("production");
        Publisher first = publisher.child(CHILD).put("b", "2").publish(setting.backup);
        look("backup");
        publisher.child(OTHER).put("c", "3").publish(setting.production);
        Look look = look("production");
        assertInstanceOf(Look.Fork.class, look);
        assertEquals(Optional.of(FaultKind.FORK), look.fault());
        assertFollowed(first.lines());
    }

    @Test
    void anotherLineAtTheSameSequenceIsAFork() throws IOException {
        Publisher publisher = Publisher.begin(EPOCH).put("a", "1");
        Publisher twin = publisher.twin().put("b", "other").publish(setting.backup);
        publisher.put("b", "2").publish(setting.production);
        look("production");
        assertInstanceOf(Look.Fork.class, look("backup"));
        assertFollowed(publisher.lines());
        twin.put("c", "3").put("d", "4").publish(setting.backup);
        assertInstanceOf(Look.Fork.class, look("backup"));
        assertInstanceOf(Look.Fork.class, look("backup"));
        assertFollowed(publisher.lines());
    }

    @Test
    void aForkThatAnOperatorAcceptsIsFollowedAndTheOtherSideIsLeft() throws IOException {
        Publisher ours = Publisher.begin(1).put("both", "1").put("ours", "2");
        Publisher parent = ours.twin();
        look("production", ours.child(2).put("x", "ours"));
        Publisher theirs = parent.child(3).put("x", "theirs").put("y", "1");
        assertInstanceOf(Look.Fork.class, look("backup", theirs));
        ledger.accept("backup", setting.nowNs() - 1);
        assertInstanceOf(Look.Fork.class, look("backup"), "it holds for a time only");
        ledger.accept("backup", setting.nowNs() + 1_000_000_000);
        reopen();
        assertInstanceOf(Look.Accepted.class, look("backup"));
        assertEquals(theirs.epoch(), followedEpoch());
        assertFollowed(theirs.lines());
        assertEquals(0, ledger.acceptedUntilNs("backup"));
        assertInstanceOf(Look.Behind.class, look("production"), "the other side was left");
        assertInstanceOf(Look.Advanced.class, look("backup", theirs.put("z", "1")));
    }

    @Test
    void anotherLineAtTheSamePlaceIsAcceptedToo() throws IOException {
        Publisher ours = Publisher.begin(1).put("a", "1");
        Publisher theirs = ours.twin().put("b", "theirs");
        look("production", ours.put("b", "ours"));
        assertInstanceOf(Look.Fork.class, look("backup", theirs));
        ledger.accept("backup", setting.nowNs() + 1_000_000_000);
        assertInstanceOf(Look.Accepted.class, look("backup"));
        assertFollowed(theirs.lines());
        assertInstanceOf(Look.UpToDate.class, look("backup"));
        assertInstanceOf(Look.Fork.class, look("production"));
    }

    @Test
    void aChildOfAnotherHistoryIsAFork() throws IOException {
        Publisher publisher = Publisher.begin(EPOCH).put("a", "1");
        publisher.twin().put("b", "other").child(CHILD).put("c", "3").publish(setting.backup);
        look("production", publisher.put("b", "2"));
        assertInstanceOf(Look.Fork.class, look("backup"));
        assertFollowed(publisher.lines());
    }

    @Test
    void damageBehindOurPositionIsNotAFork() throws IOException {
        Publisher publisher = Publisher.begin(EPOCH).put("a", "1").publish(setting.production);
        look("production");
        publisher.put("b", "2").put("c", "3").publish(setting.production);
        byte[] damaged = publisher.segment(1);
        damaged[damaged.length - 2] = 'X';
        setting.production.putFile(CatalogLayout.segment(1), damaged, 0);
        assertInstanceOf(Look.Corrupt.class, look("production"));
        publisher.publish(setting.backup);
        assertInstanceOf(Look.Advanced.class, look("backup"));
        publisher.publish(setting.production);
        assertInstanceOf(Look.UpToDate.class, look("production"));
    }

    @Test
    void damageThatIsReplacedMeanwhileIsNotAFork() throws IOException {
        Publisher publisher = Publisher.begin(EPOCH).put("a", "1");
        look("production", publisher);
        publisher.put("b", "2").publish(setting.production);
        byte[] whole = publisher.segment(1);
        byte[] damaged = whole.clone();
        damaged[whole.length - 2] = 'X';
        setting.production.putFile(CatalogLayout.segment(1), damaged, 0);
        RemoteStore store = new Replacing(setting.store("production"), setting.production, whole);
        assertInstanceOf(Look.NotYet.class, follower.look(store));
        assertInstanceOf(Look.Advanced.class, look("production"));
        assertFollowed(publisher.lines());
    }

    @Test
    void aHistoryWithFewerBytesThanOursIsAFork() throws IOException {
        Publisher publisher = Publisher.begin(EPOCH).put("a".repeat(200), "1");
        Publisher twin = Publisher.begin(EPOCH).put("b", "1").put("c", "2");
        look("production", publisher);
        assertTrue(twin.head().length() < publisher.head().length() * 2);
        assertInstanceOf(Look.Fork.class, look("backup", twin));
        look("production", publisher.seal().put("d", "3"));
        assertInstanceOf(Look.Fork.class, look("backup", twin.put("e", "4")));
        assertFollowed(publisher.lines());
    }

    @Test
    void aHeadThatClaimsBillionsOfSegmentsCostsNoBillionsOfReads() throws IOException {
        Publisher publisher = Publisher.begin(EPOCH).put("a", "1");
        look("production", publisher);
        CatalogHead head = publisher.put("b", "2").head();
        CatalogHead.Parent branch = new CatalogHead.Parent(publisher.epoch(), 0, Sha256.ZERO);
        for (CatalogHead.Parent parent : new CatalogHead.Parent[] {null, branch}) {
            CatalogHead claim = new CatalogHead(
                    parent == null ? head.epoch() : new UUID(CHILD, CHILD),
                    parent,
                    2,
                    CatalogLayout.MAX_SEGMENT,
                    10,
                    head.chain(),
                    head.publishedAt());
            setting.production.putFile(CatalogLayout.HEAD, claim.bytes(), 0);
            CountingRemoteStore store = new CountingRemoteStore(setting.store("production"));
            assertInstanceOf(Look.NotYet.class, follower.look(store));
            assertTrue(store.calls() < 5, store.calls() + " calls");
        }
    }

    @Test
    void aCatalogBegunAnewIsFollowedAndWhatIsKnownIsNoChange() throws IOException {
        Publisher old =
                Publisher.begin(EPOCH).put("same", "1").put("changed", "2").put("gone", "3");
        look("production", old);
        Publisher renewed =
                Publisher.begin(OTHER).put("changed", "two").put("same", "1").put("new", "4");
        renewed.publish(setting.production);
        Look.NewEpoch look = assertInstanceOf(Look.NewEpoch.class, look("production"));
        assertEquals(old.epoch(), look.before());
        assertEquals(2, look.progress().files());
        List<CatalogLine> all = new ArrayList<>(old.lines());
        all.addAll(renewed.lines());
        assertFollowed(all);
        assertEquals(1, ledger.find(FilePath.of("same")).orElseThrow().change());
        assertInstanceOf(Look.Behind.class, look("production", old), "the old one does not come back");
    }

    @Test
    void anUnrelatedCatalogThatIsOlderDoesNotTakeOverUnlessAnOperatorSaysSo() throws IOException {
        Publisher.begin(EPOCH).put("ancient", "1").publish(setting.backup);
        Publisher publisher = Publisher.begin(OTHER).put("a", "1");
        look("production", publisher);
        assertInstanceOf(Look.Unrelated.class, look("backup"));
        assertFollowed(publisher.lines());
        ledger.accept("backup", setting.nowNs() + 1_000_000_000);
        assertInstanceOf(Look.Accepted.class, look("backup"));
        assertTrue(TestSetting.content(ledger).containsKey(FilePath.of("ancient")));
    }

    /**
     * Publishing, changing, deleting, replicating late, taking over, beginning anew, looking at either server and being
     * killed, in any order: what is known is always what the lines taken over say, and nothing is ever undone.
     */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void anySequenceOfEventsAgreesWithASimpleModel(long seed) throws IOException {
        Random random = new Random(seed);
        Publisher publisher = Publisher.begin(10);
        MemoryOutbox first = setting.production;
        List<CatalogLine> expected = new ArrayList<>();
        long taken = 0;
        long nextEpoch = 11;
        for (int step = 0; step < 200; step++) {
            String at = "seed " + seed + ", step " + step;
            switch (random.nextInt(12)) {
                case 0, 1, 2, 3 -> publishSome(random, publisher);
                case 4 -> publisher.seal();
                case 5, 6 -> publisher.publish(first);
                case 7 -> publisher.publishSegments(other(first));
                case 8 -> {
                    publisher.publish(other(first));
                    if (random.nextInt(4) == 0) {
                        // Taken over there, with all that was published, some of which we may not have seen yet.
                        publisher = publisher.child(nextEpoch++);
                        first = other(first);
                        publisher.publish(first);
                    }
                }
                case 9 -> reopen();
                default -> {
                    String server = random.nextBoolean() ? "production" : "backup";
                    Look look = look(server);
                    boolean mayBe = look instanceof Look.Done
                            || look instanceof Look.Behind
                            || look instanceof Look.NotYet
                            || look instanceof Look.NoCatalog;
                    assertTrue(mayBe, at + ": " + look.text());
                    long seq =
                            ledger.followed().map(here -> here.position().seq()).orElse(0L);
                    assertTrue(seq >= taken, at + ": went back from " + taken + " to " + seq);
                    expected.addAll(publisher.lines().subList((int) taken, (int) seq));
                    taken = seq;
                    assertEquals(TestSetting.model(expected), TestSetting.content(ledger), at);
                }
            }
        }
        look(first == setting.production ? "production" : "backup", publisher);
        assertFollowed(publisher.lines());
    }

    private static void publishSome(Random random, Publisher publisher) {
        String path = "file-" + random.nextInt(30);
        if (random.nextInt(4) == 0) {
            publisher.del(path);
        } else {
            publisher.put(path, "content " + random.nextInt(3));
        }
    }

    private MemoryOutbox other(MemoryOutbox outbox) {
        return outbox == setting.production ? setting.backup : setting.production;
    }

    private Look look(String server) throws IOException {
        return follower.look(setting.store(server));
    }

    private Look look(String server, Publisher publisher) throws IOException {
        publisher.publish(server.equals("backup") ? setting.backup : setting.production);
        return look(server);
    }

    private void assertFollowed(List<CatalogLine> lines) {
        assertEquals(TestSetting.model(lines), TestSetting.content(ledger));
    }

    private UUID followedEpoch() {
        return ledger.followed().orElseThrow().epoch();
    }

    private void reopen() {
        ledger.close();
        ledger = setting.openLedger();
        follower = new CatalogFollower(setting.context(), ledger);
    }

    private void reset(String name) throws IOException {
        close();
        folder = folder.resolve(name);
        open();
    }
}
