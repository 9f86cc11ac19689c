package dev.pullover.copylist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.fasterxml.jackson.databind.JsonNode;
import dev.pullover.common.ExitCode;
import dev.pullover.common.config.Bandwidth;
import dev.pullover.common.ledger.ReplicaView;
import dev.pullover.common.ledger.sqlite.SqliteReplicaLedger;
import dev.pullover.common.metrics.Counter;
import dev.pullover.common.module.Agent;
import dev.pullover.common.path.FilePath;
import dev.pullover.common.state.Control;
import dev.pullover.testkit.Await;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** {@code verify} with its options. */
class VerifyTest {
    @TempDir
    private Path root;

    private Site site;
    private Path outbox;

    @BeforeEach
    void makeSite() throws Exception {
        site = new Site(root);
        outbox = Files.createDirectories(root.resolve("outbox/.pullover/catalog"))
                .getParent()
                .getParent();
        Files.createFile(outbox.resolve(".pullover/catalog/HEAD"));
        site.server(Site.PRODUCTION, outbox);
        site.server(Site.BACKUP, outbox);
    }

    @AfterEach
    void closeSite() {
        site.close();
    }

    @AfterAll
    static void silenceAgain() {
        ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).setLevel(Level.OFF);
    }

    @Test
    void goesOnWhereItWasBrokenOff() throws Exception {
        for (String name : List.of("a", "b", "c", "d")) {
            site.publish(name, name);
        }
        site.pass();
        Files.writeString(site.replica.resolve("a"), "A");
        Files.writeString(site.replica.resolve("d"), "D");
        VerifyMark mark = verifyUntil("b");
        mark.write(root.resolve("state/verify.json"));

        Run resumed = Run.of(site, "verify", "--resume");

        assertEquals(ExitCode.VERIFICATION.number(), resumed.status());
        assertFalse(resumed.out().contains("a: "), resumed.out());
        assertTrue(resumed.out().contains("d: content is "), resumed.out());
        assertTrue(resumed.out().endsWith("verified 4 files, 4 B: 2 files not as recorded\n"), resumed.out());
        assertFalse(Files.exists(root.resolve("state/verify.json")), "the next one begins anew");
        assertTrue(Run.of(site, "verify", "--resume").out().contains("a: content is "));
    }

    @Test
    void readsNoFasterThanItMay() throws Exception {
        for (int i = 0; i < 10; i++) {
            site.publish("f" + i, "x".repeat(100_000));
        }
        site.pass();
        AtomicLong slept = new AtomicLong();
        RateLimit limit = new RateLimit(
                Bandwidth.parse("1MB/s").orElseThrow(), LocalDateTime::now, () -> slept.get(), slept::addAndGet);
        try (ReplicaView view = SqliteReplicaLedger.openForReading(root.resolve("state/replica.db"));
                Folder folder = Folder.open(site.replica);
                Verification verification = new Verification(folder, view, limit, VerifyMark.START)) {
            verification.run(difference -> {}, mark -> {});
            assertEquals(10, verification.mark().files());
        }
        assertTrue(slept.get() > Duration.ofMillis(700).toNanos(), slept + " ns for a second's worth");
        assertEquals(
                ExitCode.USAGE.number(),
                Run.of(site, "verify", "--rate", "fast").status());
    }

    @Test
    void repairsByItselfWhereNothingRuns() throws Exception {
        publishEverywhere("dir/f", "content");
        publishEverywhere("g", "content");
        publishEverywhere("lost", "content");
        site.pass();
        corrupt("dir/f");
        Files.delete(site.replica.resolve("g"));
        Files.delete(site.replica.resolve("lost"));
        Files.delete(outbox.resolve("lost"));

        Run run = Run.of(site, "verify", "--repair");

        assertEquals(ExitCode.VERIFICATION.number(), run.status(), run.err());
        assertTrue(
                run.out().contains("3 files not as recorded\nrepaired 2 files\nnot repaired: lost: parked as "),
                run.out());
        assertEquals("content", site.content("dir/f"));
        assertEquals("content", site.content("g"));
        publishEverywhere("lost", "content");
        JsonNode json = Run.json(site, "verify", "--repair");
        assertEquals(0, json.get("different").asInt(), json.toString());
        assertEquals(0, Run.of(site, "verify").status());
    }

    @Test
    void hasTheRunningModuleRepair() throws Exception {
        publishEverywhere("f", "content");
        try (Agent agent = site.open()) {
            agent.pass();
            corrupt("f");
            Control.Answer answer =
                    agent.onRequest(new Control.Request("1", Repair.VERB, "f\nnever/offered", 0, "tester", ""));
            assertEquals("1 file looked at again", answer.message());
            Await.until(
                    Duration.ofSeconds(60),
                    "it is whole again",
                    () -> Site.step(agent)
                            && site.count(Counter.FILES_COPIED, Site.PRODUCTION) == 2
                            && site.filesParked() == 0);
        }
        assertEquals("content", site.content("f"));
        assertEquals(0, site.count(Counter.FILES_COPIED_TWICE));
        assertEquals(ExitCode.OK.number(), Run.of(site, "verify").status());
    }

    private void publishEverywhere(String path, String content) throws Exception {
        Path file = outbox.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
        site.publish(path, content);
    }

    /** With size and date as before. */
    private void corrupt(String path) throws Exception {
        Path file = site.replica.resolve(path);
        FileTime date = Files.getLastModifiedTime(file);
        byte[] content = Files.readAllBytes(file);
        content[0] ^= 1;
        Files.write(file, content);
        Files.setLastModifiedTime(file, date);
    }

    /** The mark of a verification that was broken off. */
    private VerifyMark verifyUntil(String last) throws Exception {
        List<VerifyMark> marks = new ArrayList<>();
        RateLimit limit = new RateLimit(Bandwidth.UNLIMITED, LocalDateTime::now, System::nanoTime, none -> {});
        try (ReplicaView view = SqliteReplicaLedger.openForReading(root.resolve("state/replica.db"));
                Folder folder = Folder.open(site.replica);
                Verification verification = new Verification(folder, view, limit, VerifyMark.START)) {
            assertThrows(
                    IllegalStateException.class,
                    () -> verification.run(difference -> {}, mark -> {
                        marks.add(mark);
                        if (mark.after().equals(FilePath.of(last).toString())) {
                            throw new IllegalStateException("killed");
                        }
                    }));
        }
        return marks.get(marks.size() - 1);
    }
}
