package dev.pullover.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.pullover.common.ExitCode;
import dev.pullover.common.ModuleName;
import dev.pullover.testkit.SmallDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** On a file system that is really full; needs root for mounting one. */
class FullDiskTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final int BALLAST_BYTES = 100 << 10;

    @TempDir
    Path root;

    private Path disk;
    private SmallDisk mounted;
    private LogFixture fixture;
    private final List<String> sent = new ArrayList<>();
    private final ListAppender<ILoggingEvent> told = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger(LogAgent.class);

    @BeforeEach
    void mount() throws Exception {
        disk = root.resolve("disk");
        mounted = SmallDisk.mount(disk, 256 << 10)
                .orElseGet(
                        () -> abort("SKIPPED: no small file system can be mounted here, so a full disk is not tested"));
        Files.write(disk.resolve("ballast"), new byte[BALLAST_BYTES]);
        fixture = new LogFixture(root, "file = \"" + disk + "/a.log\"", "json = \"" + disk + "/a.jsonl\"");
        told.start();
        // A test before may have had commands run, which set it for themselves.
        logger.setLevel(Level.INFO);
        logger.addAppender(told);
    }

    @AfterEach
    void unmount() throws Exception {
        logger.detachAppender(told);
        logger.setLevel(null);
        if (fixture != null) {
            fixture.close();
            mounted.close();
        }
    }

    @Test
    void whileRunningLinesWaitAndItIsToldOnce() throws IOException {
        try (LogAgent agent = fixture.start()) {
            while (fillUp(agent)) {
                assertTrue(sent.size() < 10_000);
            }
            for (int i = 0; i < 20; i++) {
                send(1);
                fixture.advance(LONG);
                assertEquals(0, agent.doWork());
            }
            Files.delete(disk.resolve("ballast"));
            fixture.advance(LONG);
            while (agent.doWork() > 0) {
                fixture.advance(LONG);
            }
            assertAllWritten();
            List<String> messages =
                    told.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
            assertEquals(2, messages.size(), messages::toString);
            assertTrue(messages.get(0).contains("No space left on device"), messages.get(0));
            assertTrue(messages.get(1).contains("no line was lost"), messages.get(1));
        }
    }

    @Test
    void killedWhileTheDiskIsFull() throws IOException {
        try (LogAgent agent = fixture.start()) {
            while (fillUp(agent)) {
                assertTrue(sent.size() < 10_000);
            }
        }
        try (LogAgent agent = fixture.start()) {
            assertEquals(0, agent.doWork());
        }
        Files.delete(disk.resolve("ballast"));
        fixture.pass();
        assertAllWritten();
    }

    @Test
    void aPassEndsAndSaysSo() throws Exception {
        send(2000);
        try (LogAgent agent = fixture.start()) {
            assertEquals(ExitCode.FAILURE, agent.pass());
        }
        Files.delete(disk.resolve("ballast"));
        mounted.resize(4 << 20);
        try (LogAgent agent = fixture.start()) {
            assertEquals(ExitCode.OK, agent.pass());
        }
        assertAllWritten();
    }

    private boolean fillUp(LogAgent agent) {
        for (int i = 0; i < 5; i++) {
            send(1);
        }
        return agent.doWork() > 0;
    }

    private void send(int lines) {
        int before = sent.size();
        for (int i = 0; i < lines; i++) {
            sent.add("line " + sent.size() + " " + "x".repeat(100));
        }
        fixture.sendAll(ModuleName.COPYLIST, sent.subList(before, sent.size()));
    }

    private void assertAllWritten() throws IOException {
        List<String> text = LogFixture.all(disk.resolve("a.log"));
        List<String> json = LogFixture.all(disk.resolve("a.jsonl"));
        assertEquals(sent.size(), text.size());
        assertEquals(sent.size(), json.size());
        for (int i = 0; i < sent.size(); i++) {
            assertTrue(text.get(i).endsWith(sent.get(i)), text.get(i));
            assertTrue(json.get(i).contains(sent.get(i)), json.get(i));
        }
    }
}
