package dev.pullover.synchrolist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.common.ExitCode;
import dev.pullover.common.ModuleName;
import dev.pullover.common.catalog.CatalogLine;
import dev.pullover.common.catalog.Sha256;
import dev.pullover.common.ledger.CatalogView;
import dev.pullover.common.ledger.sqlite.SqliteCatalogView;
import dev.pullover.common.message.Channel;
import dev.pullover.common.message.Fault;
import dev.pullover.common.message.FaultKind;
import dev.pullover.common.message.ServerState;
import dev.pullover.common.metrics.Counter;
import dev.pullover.common.module.Agent;
import dev.pullover.common.path.FilePath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SynchrolistAgentTest {
    private static final long INTERVAL_NS = Duration.ofMillis(250).toNanos();

    @TempDir
    private Path folder;

    private final Publisher publisher = Publisher.begin(1).put("a", "1");
    private TestSetting setting;
    private LogCapture log;
    private Agent agent;

    @BeforeEach
    void open() throws IOException, InterruptedException {
        setting = new TestSetting(folder);
        log = new LogCapture();
        // So that the queue of verdicts is there when the agent looks for it.
        setting.verdict(ServerState.UP, ServerState.UP);
        agent = new SynchrolistModule().open(setting.context());
    }

    @AfterEach
    void close() {
        agent.close();
        log.close();
        setting.close();
    }

    @Test
    void looksAtOnceAndThenOncePerInterval() throws InterruptedException {
        publishBoth();
        assertEquals(1, agent.doWork());
        assertEquals(0, agent.doWork());
        assertEquals(1, looks());
        setting.nanoTime.addAndGet(INTERVAL_NS);
        assertEquals(0, agent.doWork());
        assertEquals(2, looks());
    }

    @Test
    void looksAtTheBestServerOnlyOverOneConnection() throws InterruptedException {
        publishBoth();
        for (int i = 0; i < 5; i++) {
            nextRound();
        }
        assertEquals(1, setting.opened.get("production").size());
        assertEquals(null, setting.opened.get("backup"));
    }

    @Test
    void looksAtOnceWhenTheVerdictChanges() throws InterruptedException {
        publishBoth();
        agent.doWork();
        setting.verdict(ServerState.DOWN, ServerState.UP);
        agent.doWork();
        assertEquals(1, setting.opened.get("backup").size());
    }

    @Test
    void goesOnWithTheNextServerAtOnceAndTellsTestserver() throws InterruptedException {
        publisher.publish(setting.backup);
        setting.failing.put("production", FaultKind.REFUSED);
        assertEquals(1, agent.doWork());
        assertEquals(
                List.of(new Fault(
                        setting.nowNs(),
                        ModuleName.SYNCHROLIST,
                        "production",
                        FaultKind.REFUSED,
                        "production: REFUSED")),
                setting.sent(Channel.FAULT));
        assertEquals(
                List.of("WARN production: REFUSED", "INFO backup: 1 new file, 1 B, seq 1 (epoch 00000000…)"),
                log.take());
        assertEquals(1, setting.counters.get(Counter.PASS_FAILURES, "production"));
    }

    @Test
    void looksLessOftenAtAServerInTroubleUntilItsStateChanges() throws InterruptedException {
        publisher.publish(setting.backup);
        setting.failing.put("production", FaultKind.TIMEOUT);
        for (int i = 0; i < 40; i++) {
            nextRound();
        }
        long tries = setting.counters.get(Counter.PASS_FAILURES, "production");
        assertTrue(tries >= 4 && tries <= 6, "tries in 10 s: " + tries);
        assertEquals(
                1, log.take().stream().filter(line -> line.contains("TIMEOUT")).count());
        setting.failing.clear();
        publisher.publish(setting.production);
        setting.verdict(ServerState.UP, ServerState.UP);
        agent.doWork();
        assertEquals(List.of("INFO production: up to date at seq 1 (epoch 00000000…)"), log.take());
    }

    @Test
    void tellsEachSituationOnce() throws InterruptedException {
        publisher.publish(setting.production);
        nextRound();
        nextRound();
        assertEquals(1, log.take().size());
        publisher.put("b", "2").publishHead(setting.production);
        for (int i = 0; i < 20; i++) {
            nextRound();
        }
        List<String> lines = log.take();
        assertEquals(2, lines.size(), lines.toString());
        assertTrue(lines.get(0).startsWith("INFO production: catalog not all there yet: segment 1: ends at byte"));
        assertTrue(lines.get(1).startsWith("WARN backup: no catalog in its outbox, though"), lines.get(1));
        publisher.publish(setting.production);
        for (int i = 0; i < 80; i++) {
            nextRound();
        }
        assertEquals(List.of("INFO production: 1 new file, 1 B, seq 2 (epoch 00000000…)"), log.take());
    }

    @Test
    void reopensAConnectionThatEndedWhileIdleWithoutCallingItAFault() throws InterruptedException {
        publishBoth();
        nextRound();
        setting.opened.get("production").get(0).close();
        publisher.put("b", "2").publish(setting.production);
        assertEquals(1, nextRound());
        assertEquals(2, setting.opened.get("production").size());
        assertEquals(List.of(), setting.sent(Channel.FAULT));
    }

    @Test
    void aForkIsToldAsErrorAndToTestserver() throws InterruptedException {
        publisher.twin().put("b", "other").publish(setting.backup);
        publisher.put("b", "2").publish(setting.production);
        nextRound();
        setting.verdict(ServerState.DOWN, ServerState.UP);
        nextRound();
        List<String> lines = log.take();
        assertTrue(lines.get(1).startsWith("ERROR backup: forked catalog, not followed: another line 2"), lines.get(1));
        assertEquals(FaultKind.FORK, setting.sent(Channel.FAULT).get(0).kind());
        assertEquals(ExitCode.VERIFICATION, agent.pass());
    }

    @Test
    void aPassBringsEverythingAndIsRepeatable() throws InterruptedException {
        publishBoth();
        assertEquals(ExitCode.OK, agent.pass());
        assertEquals(ExitCode.OK, agent.pass());
        try (CatalogView view = SqliteCatalogView.open(setting.state.catalogDb())) {
            assertEquals(TestSetting.model(publisher.lines()), TestSetting.content(view));
        }
    }

    @Test
    void aPassTellsOfRefusedNames() throws InterruptedException {
        publisher.add(CatalogLine.put(2, 1, 2, 0644, Sha256.ZERO, 3, FilePath.of("/absolute")));
        publishBoth();
        assertEquals(ExitCode.SOME_FILES, agent.pass());
        assertEquals(ExitCode.OK, agent.pass());
        assertEquals(
                "WARN production: name refused (absolute path): /absolute",
                log.take().get(0));
    }

    @Test
    void aPassWithoutAServerSaysWhyForEach() throws InterruptedException {
        setting.failing.put("production", FaultKind.REFUSED);
        setting.verdict(ServerState.UP, ServerState.MAINT);
        assertEquals(ExitCode.NO_SERVER, agent.pass());
        assertEquals(
                List.of(
                        "WARN production: REFUSED",
                        "WARN backup: not to be used, testserver says MAINT",
                        "ERROR no server answers, or none may be used: see the lines before"),
                log.take());
    }

    @Test
    void aServerThatWasDownLongAgoIsTriedAgain() throws InterruptedException {
        publisher.publish(setting.backup);
        setting.verdict(ServerState.DOWN, ServerState.DOWN);
        assertEquals(ExitCode.NO_SERVER, agent.pass());
        setting.clockNs.addAndGet(Duration.ofHours(2).toNanos());
        assertEquals(ExitCode.OK, agent.pass());
    }

    @Test
    void serversWithoutCatalogEndAPassByTheMode() throws InterruptedException, IOException {
        assertEquals(ExitCode.USAGE, passWith("mode = \"catalog\""));
        setting.production.putFile(FilePath.of("d/f"), new byte[3], 1);
        log.take();
        assertEquals(ExitCode.OK, passWith("mode = \"scan\""));
        assertEquals(
                "INFO production: scanned, 1 new file, 3 B; listed 1 of 1 directories",
                log.take().get(1));
    }

    @Test
    void aServerThatLostItsCatalogIsNotScannedByItself() throws InterruptedException {
        publishBoth();
        agent.pass();
        setting.production.remove(FilePath.of(".pullover"));
        setting.production.putFile(FilePath.of("d/f"), new byte[3], 1);
        log.take();
        setting.verdict(ServerState.UP, ServerState.DOWN);
        assertEquals(ExitCode.SOME_FILES, agent.pass());
        assertTrue(log.take().get(0).startsWith("WARN production: no catalog in its outbox, though one was followed"));
    }

    @Test
    void aFailureHereIsNotBlamedOnTheServer() throws InterruptedException, IOException {
        for (int i = 0; i < 20_000; i++) {
            publisher.put("file-" + i, "x");
        }
        publishBoth();
        Files.writeString(
                setting.configFile,
                Files.readString(setting.configFile).replace("reserve = \"0B\"", "reserve = \"900TB\""));
        assertEquals(ExitCode.FAILURE, passWith("interval = \"250ms\""));
        assertEquals(List.of(), setting.sent(Channel.FAULT));
        assertTrue(log.take().get(0).startsWith("ERROR what was found cannot be kept: catalog.part: needs"));
    }

    private ExitCode passWith(String synchro) throws InterruptedException, IOException {
        agent.close();
        String before = Files.readString(setting.configFile);
        Files.writeString(setting.configFile, before + "[synchro]\n" + synchro + "\n");
        agent = new SynchrolistModule().open(setting.context());
        Files.writeString(setting.configFile, before);
        return agent.pass();
    }

    private int nextRound() throws InterruptedException {
        setting.nanoTime.addAndGet(INTERVAL_NS);
        return agent.doWork();
    }

    private long looks() {
        return setting.counters.get(Counter.PASSES);
    }

    private void publishBoth() {
        publisher.publish(setting.production).publish(setting.backup);
    }
}
