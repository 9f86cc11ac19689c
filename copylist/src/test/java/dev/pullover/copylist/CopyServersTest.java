package dev.pullover.copylist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.common.ExitCode;
import dev.pullover.common.ModuleName;
import dev.pullover.common.ledger.ParkedFile;
import dev.pullover.common.message.Fault;
import dev.pullover.common.message.FaultKind;
import dev.pullover.common.message.ServerState;
import dev.pullover.common.message.Verdict;
import dev.pullover.common.metrics.Counter;
import dev.pullover.common.path.FilePath;
import dev.pullover.common.remote.CountingRemoteStore;
import dev.pullover.common.remote.FaultyRemoteStore;
import dev.pullover.common.remote.RemoteException;
import dev.pullover.common.remote.RemoteStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Which server files are pulled from, and what becomes of them when a server fails or has something else. */
class CopyServersTest extends SiteTest {
    private static final FilePath FILE = FilePath.of("f");
    private static final long MTIME_NS = 1_712_345_678_000_000_000L;
    private static final int LARGE = 1_000_000;

    @Test
    void goesOnWithTheOtherServerWhenOneTakesNoConnections() throws Exception {
        site.publish("a", "one");
        site.publish("b", "two");
        site.refuse(Site.PRODUCTION, FaultKind.REFUSED);
        assertEquals(ExitCode.OK, site.pass());
        site.assertReplicated();
        assertEquals(2, site.count(Counter.FILES_COPIED, Site.BACKUP));
        assertEquals(1, site.openings(Site.PRODUCTION));
        List<Fault> faults = site.faults();
        assertEquals(1, faults.size());
        assertEquals(Site.PRODUCTION, faults.get(0).server());
        assertEquals(FaultKind.REFUSED, faults.get(0).kind());
        assertEquals(ModuleName.COPYLIST, faults.get(0).reporter());
        assertEquals(1, site.count(Counter.FAULTS, Site.PRODUCTION));
        assertEquals(List.of(Site.BACKUP), site.receivedFrom(), "once, however many files come");
    }

    @Test
    void goesOnInTheMiddleOfAFileWithTheOtherServerWhereTheFirstEnded() throws Exception {
        byte[] content = random(LARGE);
        site.publish("f", content, Site.MODE, MTIME_NS);
        site.decorate(Site.PRODUCTION, store -> new FaultyRemoteStore(store, FaultKind.RESET, 1, 300_000));
        List<CountingRemoteStore> backups = counted(Site.BACKUP);
        assertEquals(ExitCode.OK, site.pass());
        site.assertReplicated();
        assertEquals(LARGE - 300_000, backups.get(0).bytes());
        assertEquals(300_000, site.count(Counter.BYTES_RESUMED));
        assertEquals(1, site.count(Counter.FILES_COPIED, Site.BACKUP));
        assertEquals(0, site.filesParked());
        assertEquals(1, site.faults().size());
    }

    @Test
    void triesABrokenConnectionOnceMoreWhenThereIsNoOtherServer() throws Exception {
        site.verdict(up(Site.PRODUCTION), choice(Site.BACKUP, ServerState.DOWN));
        site.publish("f", random(LARGE), Site.MODE, MTIME_NS);
        List<Integer> opened = new ArrayList<>();
        site.decorate(Site.PRODUCTION, store -> {
            opened.add(1);
            return opened.size() > 1 ? store : new FaultyRemoteStore(store, FaultKind.RESET, 1, 1000);
        });
        assertEquals(ExitCode.OK, site.pass());
        site.assertReplicated();
        assertEquals(2, opened.size());
    }

    @Test
    void endsWithoutParkingAnythingWhenNoServerAnswers() throws Exception {
        site.publish("a", "one");
        site.publish("b", "two");
        site.refuse(Site.PRODUCTION, FaultKind.REFUSED);
        site.refuse(Site.BACKUP, FaultKind.TIMEOUT);
        assertEquals(ExitCode.NO_SERVER, site.pass());
        assertEquals(0, site.filesParked());
        assertFalse(site.has("a"));
        site.accept(Site.BACKUP);
        assertEquals(ExitCode.OK, site.pass());
        site.assertReplicated();
    }

    @Test
    void usesNoServerThatTheVerdictForbids() throws Exception {
        site.publish("f", "x");
        site.verdict(choice(Site.PRODUCTION, ServerState.ALARM), choice(Site.BACKUP, ServerState.DRAIN));
        assertEquals(ExitCode.NO_SERVER, site.pass());
        assertEquals(0, site.openings(Site.PRODUCTION) + site.openings(Site.BACKUP));
    }

    @Test
    void pullsFromTheServerThatTheVerdictPrefers() throws Exception {
        site.publish("f", "x");
        site.verdict(up(Site.BACKUP), up(Site.PRODUCTION));
        assertEquals(ExitCode.OK, site.pass());
        assertEquals(1, site.count(Counter.FILES_COPIED, Site.BACKUP));
    }

    @Test
    void goesOnWithTheOtherServerWhenAConnectionBreaks() throws Exception {
        site.copy("parallel = 1");
        publishFifty();
        site.decorate(Site.PRODUCTION, store -> new FaultyRemoteStore(store, FaultKind.RESET, 20, 0));
        assertEquals(ExitCode.OK, site.pass());
        site.assertReplicated();
        long fromProduction = site.count(Counter.FILES_COPIED, Site.PRODUCTION);
        assertTrue(fromProduction <= 19, "all after the broken connection: " + fromProduction);
        assertEquals(50, fromProduction + site.count(Counter.FILES_COPIED, Site.BACKUP));
        assertEquals(1, site.faults().size());
    }

    /** A worker that had chosen production just before may connect to it once more; no file pays for that. */
    @Test
    void doesNotCountLostServersAgainstTheFilesOfManyWorkers() throws Exception {
        publishFifty();
        site.decorate(Site.PRODUCTION, store -> new FaultyRemoteStore(store, FaultKind.RESET, 20, 0));
        assertEquals(ExitCode.OK, site.pass());
        site.assertReplicated();
        assertEquals(0, site.filesParked());
        assertEquals(0, site.count(Counter.RETRIES, Site.PRODUCTION));
        assertEquals(
                50, site.count(Counter.FILES_COPIED, Site.PRODUCTION) + site.count(Counter.FILES_COPIED, Site.BACKUP));
        assertFalse(site.faults().isEmpty());
    }

    private void publishFifty() throws Exception {
        for (int i = 0; i < 50; i++) {
            site.publish("f" + i, "content " + i);
        }
    }

    @Test
    void parksAFileThatBreaksEveryConnectionAndBringsTheRest() throws Exception {
        site.copy("parallel = 1");
        site.publish("killer", "x");
        site.publish("other", "y");
        UnaryOperator<RemoteStore> deadly = CopyServersTest::breakingAt;
        site.decorate(Site.PRODUCTION, deadly);
        site.decorate(Site.BACKUP, deadly);
        assertEquals(ExitCode.NO_SERVER, site.pass(), "both servers look dead by then");
        assertEquals(ExitCode.OK, site.pass());
        assertTrue(site.has("other"));
        assertEquals("Retry", parked("killer").outcome());
        assertTrue(
                parked("killer").reason().contains("the connection broke"),
                parked("killer").reason());
    }

    @Test
    void takesTheOtherServersContentWhenOneHasAnother() throws Exception {
        site.announce("f", "right");
        site.production.putFile(FILE, bytes("wrong"), 0);
        site.backup.putFile(FILE, bytes("right"), 0);
        assertEquals(ExitCode.OK, site.pass());
        site.assertReplicated();
        assertEquals(1, site.count(Counter.BAD_HASHES, Site.PRODUCTION));
        assertEquals(1, site.count(Counter.FILES_COPIED, Site.BACKUP));
        assertEquals(0, site.faults().size());
    }

    @Test
    void neverShowsContentWithAnotherHashAndParksIt() throws Exception {
        site.announce("f", "right");
        site.production.putFile(FILE, bytes("wrong"), 0);
        site.backup.putFile(FILE, bytes("WRONG"), 0);
        assertEquals(ExitCode.SOME_FILES, site.pass());
        assertFalse(site.has("f"));
        assertEquals(List.of(), site.temporaries());
        ParkedFile parked = parked("f");
        assertEquals(ParkedFile.BAD_HASH, parked.outcome());
        assertEquals("production: its content has another hash than was published", parked.reason());
        assertEquals(1, parked.tries());
        assertEquals(1, site.count(Counter.RETRIES, Site.PRODUCTION));
        assertEquals(1, site.summaries.get(0).parked());
    }

    @Test
    void triesAParkedFileAgainWhenItIsDueAndWaitsLongerEachTime() throws Exception {
        site.announce("f", "right");
        site.production.putFile(FILE, bytes("wrong"), 0);
        site.backup.putFile(FILE, bytes("wrong"), 0);
        site.pass();
        assertEquals(ExitCode.OK, site.pass(), "not due yet");
        assertEquals(1, parked("f").tries());
        for (int tries = 2; tries < 6; tries++) {
            site.advance(Duration.ofMinutes(11));
            assertEquals(ExitCode.SOME_FILES, site.pass());
            assertEquals(tries, parked("f").tries());
            double waitSeconds = (parked("f").nextTryNs() - site.nowNs()) / 1e9;
            double expected = 1 << tries - 1;
            assertTrue(waitSeconds > expected * 0.7 - 1 && waitSeconds < expected * 1.3, tries + ": " + waitSeconds);
        }
        site.production.putFile(FILE, bytes("right"), 0);
        site.advance(Duration.ofMinutes(11));
        assertEquals(ExitCode.OK, site.pass());
        site.assertReplicated();
        assertEquals(0, site.filesParked());
    }

    @Test
    void forgetsWhatALaterPublicationHasReplaced() throws Exception {
        site.announce("f", "first");
        site.production.putFile(FILE, bytes("second"), 0);
        site.backup.remove(FILE);
        // The newer line arrives while the older one is being pulled.
        site.decorate(Site.PRODUCTION, store -> new Forwarding(store) {
            private boolean announced;

            @Override
            void beforeRead(FilePath path) {
                if (!announced) {
                    announced = true;
                    site.announce("f", "second");
                }
            }
        });
        assertEquals(ExitCode.OK, site.pass());
        site.assertReplicated();
        assertEquals(1, site.count(Counter.FILES_SUPERSEDED));
        assertEquals(0, site.filesParked());
        assertEquals(List.of(), site.temporaries());
    }

    @Test
    void waitsForWhatTheBackupDoesNotHaveYet() throws Exception {
        site.announce("missing", "x");
        site.announce("short", "whole");
        site.backup.putFile(FilePath.of("short"), bytes("who"), 0);
        site.verdict(choice(Site.PRODUCTION, ServerState.DOWN), up(Site.BACKUP));
        assertEquals(ExitCode.SOME_FILES, site.pass());
        assertEquals("NotYet", parked("missing").outcome());
        assertEquals("backup: it is not there yet", parked("missing").reason());
        assertEquals("NotYet", parked("short").outcome());
        assertEquals(2, site.count(Counter.FILES_NOT_YET, Site.BACKUP));
        site.backup.putFile(FilePath.of("short"), bytes("whole"), 0);
        site.backup.putFile(FilePath.of("missing"), bytes("x"), 0);
        site.advance(Duration.ofMinutes(2));
        assertEquals(ExitCode.OK, site.pass());
        site.assertReplicated();
        assertEquals(3, site.count(Counter.BYTES_RESUMED));
    }

    @Test
    void reportsWhatIsGoneFromProduction() throws Exception {
        site.announce("f", "x");
        site.verdict(up(Site.PRODUCTION), choice(Site.BACKUP, ServerState.DOWN));
        assertEquals(ExitCode.SOME_FILES, site.pass());
        assertEquals("Vanished", parked("f").outcome());
        assertEquals(1, site.count(Counter.FILES_VANISHED, Site.PRODUCTION));
    }

    @Test
    void takesAnEmptyOutboxForALostServerNotForVanishedFiles() throws Exception {
        site.publish("a", "x");
        site.publish("b", "y");
        site.production.remove(FilePath.of("a"));
        site.production.remove(FilePath.of("b"));
        site.production.remove(FilePath.of(FilePath.PRIVATE_DIRECTORY));
        assertEquals(ExitCode.OK, site.pass());
        site.assertReplicated();
        assertEquals(0, site.count(Counter.FILES_VANISHED, Site.PRODUCTION));
        assertEquals(FaultKind.OUTBOX, site.faults().get(0).kind());
    }

    @Test
    void parksAFileThatTheServerMayNotRead() throws Exception {
        site.announce("f", "x");
        site.production.putFile(FILE, bytes("x"), 0, 0);
        site.verdict(up(Site.PRODUCTION));
        site.publish("g", "y");
        assertEquals(ExitCode.SOME_FILES, site.pass());
        assertEquals("Retry", parked("f").outcome());
        assertTrue(parked("f").reason().contains("AccessDenied"), parked("f").reason());
        assertTrue(site.has("g"));
    }

    @Test
    void completesWhatAnEarlierRunLeft() throws Exception {
        byte[] content = random(LARGE);
        site.publish("f", content, Site.MODE, MTIME_NS);
        site.refuse(Site.BACKUP, FaultKind.REFUSED);
        List<Integer> opened = new ArrayList<>();
        site.decorate(Site.PRODUCTION, store -> {
            opened.add(1);
            return new FaultyRemoteStore(store, FaultKind.TIMEOUT, 1, opened.size() == 1 ? 400_000 : 100_000);
        });
        assertEquals(ExitCode.NO_SERVER, site.pass());
        assertEquals(1, site.temporaries().size());
        assertEquals(500_000, Files.size(site.temporaries().get(0)));
        List<CountingRemoteStore> counted = counted(Site.PRODUCTION);
        assertEquals(ExitCode.OK, site.pass());
        site.assertReplicated();
        assertEquals(LARGE - 500_000, counted.get(0).bytes());
    }

    @Test
    void startsAgainWhenWhatAnEarlierRunLeftWasSpoilt() throws Exception {
        byte[] content = random(LARGE);
        site.publish("f", content, Site.MODE, MTIME_NS);
        site.refuse(Site.BACKUP, FaultKind.REFUSED);
        site.decorate(Site.PRODUCTION, store -> new FaultyRemoteStore(store, FaultKind.TIMEOUT, 1, 400_000));
        assertEquals(ExitCode.NO_SERVER, site.pass());
        Files.write(site.temporaries().get(0), new byte[500_000]);
        List<CountingRemoteStore> counted = counted(Site.PRODUCTION);
        assertEquals(ExitCode.OK, site.pass());
        site.assertReplicated();
        assertEquals(0, site.count(Counter.BAD_HASHES, Site.PRODUCTION));
        assertEquals(LARGE + 500_000, counted.get(0).bytes());
    }

    @Test
    void clearsWhatAnEarlierRunLeftOfFilesThatAreNotOwed() throws Exception {
        site.publish("f", random(LARGE), Site.MODE, MTIME_NS);
        site.refuse(Site.BACKUP, FaultKind.REFUSED);
        site.decorate(Site.PRODUCTION, store -> new FaultyRemoteStore(store, FaultKind.TIMEOUT, 1, 1000));
        site.pass();
        assertEquals(1, site.temporaries().size());
        site.delete("f");
        assertEquals(ExitCode.OK, site.pass());
        assertEquals(List.of(), site.temporaries());
    }

    private static RemoteStore breakingAt(RemoteStore store) {
        return new Forwarding(store) {
            @Override
            void beforeRead(FilePath path) throws IOException {
                if (path.equals(FilePath.of("killer"))) {
                    close();
                    throw new RemoteException(server(), FaultKind.TIMEOUT, "no answer", null);
                }
            }
        };
    }

    private ParkedFile parked(String path) {
        return site.replicaDb(view -> view.findParked(FilePath.of(path))).orElseThrow();
    }

    private List<CountingRemoteStore> counted(String server) {
        List<CountingRemoteStore> stores = Collections.synchronizedList(new ArrayList<>());
        site.decorate(server, store -> {
            CountingRemoteStore counting = new CountingRemoteStore(store);
            stores.add(counting);
            return counting;
        });
        return stores;
    }

    private static Verdict.Choice up(String server) {
        return choice(server, ServerState.UP);
    }

    private static Verdict.Choice choice(String server, ServerState state) {
        return new Verdict.Choice(server, state, Site.EPOCH.toString(), 1000);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] random(int size) {
        byte[] content = new byte[size];
        new Random(size).nextBytes(content);
        return content;
    }
}
