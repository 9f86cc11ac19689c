package dev.pullover.testserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.common.config.CheckConfig;
import dev.pullover.common.config.ServerConfig;
import dev.pullover.common.config.SynchroMode;
import dev.pullover.common.config.Transport;
import dev.pullover.common.message.FaultKind;
import dev.pullover.common.remote.RemoteStore;
import dev.pullover.common.remote.StoreOpener;
import dev.pullover.testkit.Await;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A checker on its own thread, with servers that hang where no deadline reaches. */
@Timeout(60)
class ServerCheckerTest {
    private static final Duration TIMEOUT = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final CheckConfig CHECK =
            new CheckConfig(TIMEOUT, TIMEOUT, TIMEOUT, TIMEOUT, 1, 1, Duration.ofSeconds(1), 10, Duration.ofMinutes(1));

    private final BlockingQueue<CheckResult> results = new LinkedBlockingQueue<>();
    private final FakeServer server = new FakeServer("production", span -> {});
    private final CountDownLatch gate = new CountDownLatch(1);
    private ServerChecker checker;

    private ServerChecker checker(StoreOpener stores) {
        ServerConfig config = new ServerConfig(
                "production", URI.create("file:///srv/outbox"), Optional.empty(), Optional.empty(), List.of());
        Probe probe =
                new Probe(config, CHECK, SynchroMode.AUTO, Transport.AUTO, stores, Clock.systemUTC(), System::nanoTime);
        checker = new ServerChecker(
                "production",
                probe,
                TIMEOUT,
                results::add,
                ServerChecker.newThread("production"),
                Clock.systemUTC(),
                System::nanoTime);
        return checker;
    }

    private RemoteStore hang(ServerConfig config) throws IOException {
        try {
            gate.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
        return server.login();
    }

    @AfterEach
    void close() {
        gate.countDown();
        checker.close();
    }

    @Test
    void aCheckThatHangsCountsAsTimedOutAgainAndAgainAndMayEndLate() throws Exception {
        server.publish(Rig.head(1));
        checker(this::hang).start(false);
        for (int i = 0; i < 3; i++) {
            CheckResult overdue = awaitOverdue();
            CheckResult.Failed failed = assertInstanceOf(CheckResult.Failed.class, overdue.outcome());
            assertEquals(FaultKind.TIMEOUT, failed.kind());
            assertEquals(Layer.LIFE, overdue.layers().get(0).layer());
            assertTrue(checker.isBusy());
        }
        gate.countDown();
        CheckResult late = results.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertInstanceOf(CheckResult.Passed.class, late.outcome());
        assertFalse(checker.isBusy());
        assertTrue(checker.overdue().isEmpty());
    }

    private CheckResult awaitOverdue() {
        CheckResult[] found = new CheckResult[1];
        Await.until(PATIENCE, "overdue", () -> {
            found[0] = checker.overdue().orElse(null);
            return found[0] != null;
        });
        return found[0];
    }

    @Test
    void aCheckIsNotOverdueOnlyBecauseTheLastOneWasLongAgo() throws Exception {
        server.publish(Rig.head(1));
        checker(config -> server.login()).start(false);
        results.take();
        long start = System.nanoTime();
        Await.until(PATIENCE, "time passes", () -> System.nanoTime() - start > TIMEOUT.toNanos() * 10);
        checker.start(true);
        assertTrue(checker.overdue().isEmpty());
        assertInstanceOf(CheckResult.Passed.class, results.take().outcome());
    }

    @Test
    void anUnexpectedFailureIsAFailedCheck() throws Exception {
        checker(config -> {
                    throw new IllegalStateException("a bug");
                })
                .start(false);
        CheckResult.Failed failed =
                assertInstanceOf(CheckResult.Failed.class, results.take().outcome());
        assertEquals("unexpected failure: java.lang.IllegalStateException: a bug (life)", failed.reason());
        assertFalse(checker.isBusy());
    }

    @Test
    void closingEndsTheCheckTheConnectionAndTheThread() throws Exception {
        server.publish(Rig.head(1));
        checker(config -> server.login()).start(false);
        results.take();
        assertEquals(1, server.open);
        checker.close();
        assertEquals(0, server.open);
        assertTrue(threadEnds());

        checker(this::hang).start(false);
        checker.close();
        assertTrue(threadEnds());
        assertTrue(results.isEmpty(), "a check that was broken off has no result");
    }

    private static boolean threadEnds() {
        return Await.within(PATIENCE, () -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().equals("check-production") && thread.isAlive()));
    }
}
