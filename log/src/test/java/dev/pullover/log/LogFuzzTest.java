package dev.pullover.log;

import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.pullover.common.PulloverException;
import dev.pullover.common.queue.ReaderPosition;
import dev.pullover.common.state.Json;
import dev.pullover.testkit.Fuzz;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What the log's readers meet: lines that others wrote, a damaged file of positions, words on the command line. */
class LogFuzzTest {
    @TempDir
    private Path folder;

    @Test
    void lines() {
        List<String> texts =
                List.of("2026-11-21T15:01:09.874+00:00 WARN  copylist      11245 lost backup [PLV-COPY-021]");
        Fuzz.texts(
                "log line",
                texts,
                5_000,
                input -> ParsedLine.ofText(input).isPresent() ? Fuzz.Parser.ACCEPTED : "none of ours");
        List<String> json = List.of(
                "{\"@timestamp\":\"2026-11-21T15:01:09.874Z\",\"log.level\":\"WARN\",\"event.module\":\"copylist\"}",
                "null",
                "[]");
        Fuzz.texts(
                "JSON log line",
                json,
                5_000,
                input -> ParsedLine.ofJson(input, Json.mapper()).isPresent() ? Fuzz.Parser.ACCEPTED : "none of ours");
    }

    @Test
    void positions() throws IOException {
        Path file = folder.resolve("log.positions");
        Journal journal = new Journal(file);
        Journal.Span span = new Journal.Span("/x/pullover.log", 1, 2, 3);
        Map<String, ReaderPosition> where = Map.of("copylist", new ReaderPosition(1, 2));
        journal.write(new Journal.Entry(1, false, where, where, span, span));
        byte[] good = Files.readAllBytes(file);
        ((Logger) LoggerFactory.getLogger(Journal.class)).setLevel(Level.OFF);
        Fuzz.Result result = Fuzz.bytes("log.positions", List.of(good, "null".getBytes()), 700, input -> {
            Files.write(file, input);
            try {
                return journal.read().isPresent() ? Fuzz.Parser.ACCEPTED : "damaged";
            } catch (PulloverException e) {
                return e.getMessage();
            }
        });
        assertTrue(result.accepted() > 0 && result.accepted() < result.tried(), result.toString());
    }

    @Test
    void words() {
        Fuzz.texts(
                "log write",
                List.of("-c\nfile\nwrite\n--level\nWARN\ntext", "write\ntext\nmore"),
                5_000,
                input -> WriteRequest.ofPlain(input.replace("\0", "").split("\n", -1))
                                .isPresent()
                        ? Fuzz.Parser.ACCEPTED
                        : "left to the parser of all commands");
    }
}
