package dev.pullover.common.logging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The log file of a process that knows no queues. */
class FileLoggingTest {
    private static final long MAX_BYTES = 2000;
    private static final int LINE_BYTES = 200;

    @TempDir
    Path root;

    private final Logger log = LoggerFactory.getLogger("dev.pullover.publishlist.Some");

    @AfterEach
    void stop() {
        Logging.toStderr();
    }

    @Test
    void isBoundedAndTheNewestLinesAreThere() throws IOException {
        Path folder = Files.createDirectory(root.resolve("50% full"));
        Path file = folder.resolve("publishlist.log");
        Logging.toFile(file, MAX_BYTES);
        for (int line = 1; line <= 200; line++) {
            log.info("line {} {}", line, "x".repeat(100));
        }
        Logging.toStderr();
        assertEquals(
                List.of(
                        "publishlist.log",
                        "publishlist.log.1",
                        "publishlist.log.2",
                        "publishlist.log.3",
                        "publishlist.log.4"),
                names(folder));
        for (String name : names(folder)) {
            assertTrue(Files.size(folder.resolve(name)) < MAX_BYTES + LINE_BYTES, name);
        }
        assertTrue(Files.readString(file).contains("line 200 "));
        assertTrue(Files.size(folder.resolve("publishlist.log.4")) >= MAX_BYTES);
    }

    @Test
    void isRolledByProcessesThatWriteALineEach() throws IOException {
        Path file = root.resolve("publishlist.log");
        for (int run = 1; run <= 40; run++) {
            Logging.toFile(file, MAX_BYTES);
            log.info("run {} {}", run, "x".repeat(100));
        }
        Logging.toStderr();
        assertTrue(Files.size(file) < MAX_BYTES + LINE_BYTES);
        assertTrue(Files.readString(file).contains("run 40 "));
        long lines = 0;
        for (String name : names(root)) {
            lines += Files.readAllLines(root.resolve(name)).size();
        }
        assertTrue(names(root).size() > 1, "rolled");
        assertEquals(40, lines, "and none is lost");
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
