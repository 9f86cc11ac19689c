package dev.pullover.common.logging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.common.ModuleName;
import dev.pullover.common.message.LogLevel;
import dev.pullover.common.message.LogLine;
import dev.pullover.common.queue.MessageSender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** From a call of SLF4J to the lines that the queue is given. */
class QueueLoggingTest {
    @TempDir
    Path root;

    private final Logger log = LoggerFactory.getLogger("dev.pullover.copylist.Some");
    private final List<LogLine> sent = new ArrayList<>();
    private Instant now = Instant.parse("2026-11-21T12:00:00Z");
    private Runnable tick;

    @BeforeEach
    void start() {
        tick = Logging.toQueue(new Recorder(), ModuleName.LAUNCHER, clock(), LogLevel.INFO, root.resolve("crash"));
    }

    @AfterEach
    void stop() {
        Logging.toStderr();
    }

    @Test
    void aLineBearsTheNameOfTheModuleWhoseCodeWroteIt() {
        log.info("one");
        LoggerFactory.getLogger("dev.pullover.common.Other").info("two");
        LoggerFactory.getLogger("org.example.Library").warn("three");
        log.debug("not asked for");
        assertEquals(
                List.of(ModuleName.COPYLIST, ModuleName.LAUNCHER, ModuleName.LAUNCHER),
                sent.stream().map(LogLine::module).toList());
    }

    @Test
    void debugIsSentIfAskedForButNotThatOfLibraries() {
        Logging.toQueue(new Recorder(), ModuleName.LAUNCHER, clock(), LogLevel.DEBUG, root.resolve("crash"));
        log.debug("each file");
        LoggerFactory.getLogger("org.example.Library").debug("each byte");
        assertEquals(List.of("each file"), texts());
    }

    @Test
    void repeatedWarningsBecomeOneLineAMinute() {
        for (int i = 0; i < 58; i++) {
            log.warn("lost {}", "production");
            now = now.plusSeconds(1);
        }
        tick.run();
        assertEquals(List.of("lost production"), texts());
        now = now.plusSeconds(10);
        tick.run();
        log.warn("lost {}", "production");
        assertEquals(
                List.of("lost production", "lost production (repeated 57 times in 57 s)", "lost production"), texts());
        assertEquals(LogLevel.WARN, sent.get(1).level());
    }

    @Test
    void repetitionsAreToldBeforeTheProcessEnds() {
        log.error("no server");
        log.error("no server");
        Logging.toStderr();
        assertEquals(List.of("no server", "no server (repeated 1 time in 1 s)"), texts());
    }

    @Test
    void changesOfStateAreNeverSummarised() {
        log.info("production is UP");
        log.info("production is UP");
        assertEquals(2, sent.size());
    }

    @Test
    void longLinesKeepTheEndThatMatters() {
        for (int i = 0; i < 2; i++) {
            log.warn("é".repeat(200));
        }
        Logging.toStderr();
        String summary = texts().get(1);
        assertTrue(summary.endsWith("é… (repeated 1 time in 1 s)"), summary);
        assertTrue(sent.get(1).cut());
    }

    @Test
    void theFullTextOfAnExceptionIsInAFileThatTheLineNames() throws IOException {
        log.error("check failed", new IllegalStateException("a\nb", new IOException("x".repeat(500))));
        String line = texts().get(0);
        assertEquals("check failed: IllegalStateException: a\\nb (crash/copylist-1.txt)", line);
        Path file = root.resolve("crash/copylist-1.txt");
        String content = Files.readString(file);
        assertTrue(content.contains("Caused by: java.io.IOException: " + "x".repeat(500)), content);
        assertTrue(content.contains("QueueLoggingTest.java"), content);
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    }

    @Test
    void crashFilesAreBoundedInNumberAndSize() throws IOException {
        for (int i = 0; i < 25; i++) {
            log.error("failure {}", i, new IllegalStateException("y".repeat(CrashFiles.MAX_BYTES * 2)));
        }
        assertTrue(texts().get(24).endsWith("… (crash/copylist-25.txt)"), texts().get(24));
        try (Stream<Path> files = Files.list(root.resolve("crash"))) {
            List<Path> all = files.toList();
            assertEquals(CrashFiles.KEPT, all.size());
            for (Path file : all) {
                assertTrue(Files.size(file) <= CrashFiles.MAX_BYTES);
            }
        }
        assertFalse(Files.exists(root.resolve("crash/copylist-15.txt")));
    }

    @Test
    void anExceptionRepeatedFillsNoDisk() throws IOException {
        for (int i = 0; i < 25; i++) {
            log.error("failure", new IllegalStateException("same"));
        }
        try (Stream<Path> files = Files.list(root.resolve("crash"))) {
            assertEquals(1, files.count());
        }
    }

    @Test
    void whereNoCrashFileCanBeWrittenTheLineIsStillSent() throws IOException {
        Files.createFile(root.resolve("crash"));
        log.error("check failed", new IllegalStateException("why"));
        assertEquals(List.of("check failed: IllegalStateException: why"), texts());
    }

    private List<String> texts() {
        return sent.stream().map(LogLine::text).toList();
    }

    private Clock clock() {
        InstantSource source = () -> now;
        return source.withZone(ZoneOffset.UTC);
    }

    private final class Recorder implements MessageSender<LogLine> {
        @Override
        public boolean send(LogLine line) {
            return sent.add(line);
        }

        @Override
        public boolean flush(Duration timeout) {
            return true;
        }

        @Override
        public long dropped() {
            return 0;
        }
    }
}
