package dev.pullover.copylist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.common.ExitCode;
import dev.pullover.common.ledger.ParkedFile;
import dev.pullover.common.message.FaultKind;
import dev.pullover.common.message.ServerState;
import dev.pullover.common.message.Verdict;
import dev.pullover.common.metrics.Counter;
import dev.pullover.common.module.Agent;
import dev.pullover.common.path.FilePath;
import dev.pullover.common.remote.RemoteStore;
import dev.pullover.common.state.Control;
import dev.pullover.testkit.Await;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** copylist as a running module: what wakes it, what it waits for, how it ends. */
class CopyRunTest extends SiteTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    @Test
    void bringsAFileWhenItIsToldOfOne() throws Exception {
        try (Agent agent = site.open()) {
            rest(agent);
            site.publish("f", "x");
            site.notice();
            work(agent, "the file is recorded", () -> site.filesRecorded() == 1);
            site.assertReplicated();
        }
    }

    @Test
    void findsAFileWithoutBeingTold() throws Exception {
        try (Agent agent = site.open()) {
            rest(agent);
            site.publish("f", "x");
            assertEquals(0, agent.doWork(), "no look so soon");
            site.advance(Duration.ofSeconds(2));
            work(agent, "the file is recorded", () -> site.filesRecorded() == 1);
        }
    }

    @Test
    void keepsItsConnectionBetweenFiles() throws Exception {
        try (Agent agent = site.open()) {
            for (int i = 1; i <= 3; i++) {
                site.publish("f" + i, "x");
                site.notice();
                int wanted = i;
                work(agent, "the file is recorded", () -> site.filesRecorded() == wanted);
            }
            assertEquals(1, site.openings(Site.PRODUCTION));
        }
    }

    @Test
    void recordsSmallFilesWhileALargeOneIsOnItsWay() throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        site.decorate(Site.PRODUCTION, store -> holding(store, "large", arrived));
        site.publish("large", "l".repeat(40_000));
        site.publish("small", "s");
        try (Agent agent = site.open()) {
            work(agent, "the small one is recorded", () -> site.filesRecorded() == 1);
            assertFalse(site.has("large"));
            assertEquals(2, site.owed(), "the position stays below the large one");
        }
        site.decorate(Site.PRODUCTION, store -> store);
        assertEquals(ExitCode.OK, site.pass());
        site.assertReplicated();
        assertEquals(0, site.count(Counter.FILES_COPIED_TWICE));
        assertEquals(2, site.count(Counter.FILES_COPIED, Site.PRODUCTION));
    }

    @Test
    void waitsForAServerAndGoesOnWithANewVerdict() throws Exception {
        site.publish("f", "x");
        site.refuse(Site.PRODUCTION, FaultKind.REFUSED);
        site.refuse(Site.BACKUP, FaultKind.REFUSED);
        try (Agent agent = site.open()) {
            work(agent, "both were tried", () -> site.openings(Site.PRODUCTION) + site.openings(Site.BACKUP) == 2);
            rest(agent);
            assertEquals(0, site.filesParked());
            site.accept(Site.BACKUP);
            site.verdict(choice(Site.BACKUP, ServerState.UP), choice(Site.PRODUCTION, ServerState.DOWN));
            work(agent, "the file is recorded", () -> site.filesRecorded() == 1);
            assertEquals(1, site.openings(Site.PRODUCTION));
        }
    }

    @Test
    void triesAServerAgainAfterARestWithoutAnyVerdict() throws Exception {
        site.publish("f", "x");
        site.refuse(Site.PRODUCTION, FaultKind.REFUSED);
        site.refuse(Site.BACKUP, FaultKind.REFUSED);
        try (Agent agent = site.open()) {
            work(agent, "both were tried", () -> site.openings(Site.PRODUCTION) + site.openings(Site.BACKUP) == 2);
            rest(agent);
            site.accept(Site.PRODUCTION);
            site.advance(Duration.ofSeconds(3));
            work(agent, "the file is recorded", () -> site.filesRecorded() == 1);
        }
    }

    @Test
    void returnsToTheFirstServerWhenTheVerdictSaysSo() throws Exception {
        site.refuse(Site.PRODUCTION, FaultKind.REFUSED);
        try (Agent agent = site.open()) {
            site.publish("a", "x");
            work(agent, "one is recorded", () -> site.filesRecorded() == 1);
            site.accept(Site.PRODUCTION);
            site.verdict(choice(Site.PRODUCTION, ServerState.UP), choice(Site.BACKUP, ServerState.UP));
            site.publish("b", "y");
            site.notice();
            site.advance(Duration.ofSeconds(1));
            work(agent, "both are recorded", () -> site.filesRecorded() == 2);
            assertEquals(1, site.count(Counter.FILES_COPIED, Site.PRODUCTION));
        }
    }

    @Test
    void triesParkedFilesAgainByItself() throws Exception {
        site.announce("f", "x");
        try (Agent agent = site.open()) {
            work(agent, "the file is parked", () -> site.filesParked() == 1);
            site.production.putFile(FilePath.of("f"), new byte[] {'x'}, 0);
            rest(agent);
            site.advance(Duration.ofSeconds(20));
            work(agent, "the file is recorded", () -> site.filesRecorded() == 1);
            assertEquals(0, site.filesParked());
        }
    }

    @Test
    void triesRejectedFilesAgainWhenAnOperatorAsks() throws Exception {
        Files.createDirectories(site.replica.resolve("f"));
        site.publish("f", "x");
        try (Agent agent = site.open()) {
            work(agent, "the file is parked", () -> site.filesParked() == 1);
            assertEquals(ParkedFile.NEVER, parked("f").nextTryNs());
            Files.delete(site.replica.resolve("f"));
            assertEquals(new Control.Answer(true, "1 file is tried again"), agent.onRequest(Site.retryParked()));
            work(agent, "the file is recorded", () -> site.filesRecorded() == 1);
            assertEquals(new Control.Answer(true, "no parked file was waiting"), agent.onRequest(Site.retryParked()));
            Control.Request other = new Control.Request("2", "dance", "", 0, "tester", "");
            assertFalse(agent.onRequest(other).done());
        }
    }

    @Test
    void aNewPublicationIsTriedThoughAnOlderOneIsParkedForGood() throws Exception {
        Files.createDirectories(site.replica.resolve("f"));
        site.publish("f", "x");
        try (Agent agent = site.open()) {
            work(agent, "the file is parked", () -> site.filesParked() == 1);
            Files.delete(site.replica.resolve("f"));
            site.publish("f", "newer");
            site.notice();
            work(agent, "the file is recorded", () -> site.filesRecorded() == 1);
            assertEquals(0, site.filesParked());
            assertEquals("newer", site.content("f"));
        }
    }

    @Test
    void endsSoonThoughAServerHangs() throws Exception {
        site.publish("f", "x");
        CountDownLatch never = new CountDownLatch(1);
        CountDownLatch hanging = new CountDownLatch(1);
        site.decorate(Site.PRODUCTION, store -> new Forwarding(store) {
            @Override
            void beforeRead(FilePath path) throws InterruptedIOException {
                hanging.countDown();
                await(never);
            }
        });
        long startNs;
        try (Agent agent = site.open()) {
            work(agent, "the server hangs", () -> hanging.getCount() == 0);
            startNs = System.nanoTime();
        }
        Duration took = Duration.ofNanos(System.nanoTime() - startNs);
        assertTrue(took.toSeconds() < 30, "took " + took);
        assertEquals(0, site.faults().size(), "no fault of the server");
    }

    @Test
    void aPassEndsWhenItIsTold() throws Exception {
        site.publish("f", "x");
        site.stop();
        assertEquals(ExitCode.SOME_FILES, site.pass());
    }

    @Test
    void startsBeforeSynchrolistHasMadeACatalog() throws Exception {
        site.loseCatalog();
        Path catalog = root.resolve("state/catalog.db");
        Path aside = root.resolve("aside.db");
        Files.move(catalog, aside);
        try (Agent agent = site.open()) {
            assertEquals(0, agent.doWork());
            Files.move(aside, catalog);
            site.publish("f", "x");
            work(agent, "the file is recorded", () -> site.filesRecorded() == 1);
        }
    }

    private ParkedFile parked(String path) {
        return site.replicaDb(view -> view.findParked(FilePath.of(path))).orElseThrow();
    }

    private static Verdict.Choice choice(String server, ServerState state) {
        return new Verdict.Choice(server, state, Site.EPOCH.toString(), 1000);
    }

    private static RemoteStore holding(RemoteStore store, String held, CountDownLatch until) {
        return new Forwarding(store) {
            @Override
            void beforeRead(FilePath path) throws InterruptedIOException {
                if (path.equals(FilePath.of(held))) {
                    await(until);
                }
            }
        };
    }

    private static void await(CountDownLatch latch) throws InterruptedIOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new InterruptedIOException("interrupted");
        }
    }

    /** Steps as the runner does, until a condition holds. */
    private static void work(Agent agent, String what, BooleanSupplier condition) {
        Await.until(TIMEOUT, what, () -> {
            step(agent);
            return condition.getAsBoolean();
        });
    }

    /** Steps until there is nothing to do. */
    private static void rest(Agent agent) {
        Await.until(TIMEOUT, "there is nothing to do", () -> step(agent) == 0);
    }

    private static int step(Agent agent) {
        try {
            return agent.doWork();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
