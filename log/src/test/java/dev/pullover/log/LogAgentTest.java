package dev.pullover.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pullover.common.ModuleName;
import dev.pullover.common.message.LogLevel;
import dev.pullover.common.message.LogLine;
import dev.pullover.common.metrics.Counter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogAgentTest {
    @TempDir
    Path root;

    private LogFixture fixture;

    @BeforeEach
    void open() {
        fixture = new LogFixture(root);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void linesAreAlignedAndCarryLocalTimeWithOffset() throws IOException {
        fixture.send(ModuleName.TESTSERVER, "production is UP");
        fixture.advance(Duration.ofMillis(500));
        fixture.send(
                ModuleName.SYNCHROLIST,
                LogLine.of(fixture.nowNs.get(), ModuleName.SYNCHROLIST, LogLevel.ERROR, 7, "no server answers"));
        fixture.pass();
        assertEquals("""
                2026-11-21T14:03:22.417+01:00 INFO  testserver    48211 production is UP
                2026-11-21T14:03:23.417+01:00 ERROR synchrolist       7 no server answers
                """, Files.readString(fixture.text()));
    }

    @Test
    void jsonLinesHaveTheFieldsOfTheElasticCommonSchema() throws IOException {
        fixture.send(ModuleName.COPYLIST, "\"a\\b\" é 🦆");
        fixture.pass();
        List<String> lines = Files.readAllLines(fixture.json());
        assertEquals(1, lines.size());
        JsonNode node = new ObjectMapper().readTree(lines.get(0));
        assertEquals("2026-11-21T13:03:22.417123456Z", node.get("@timestamp").asText());
        assertEquals("\"a\\b\" é 🦆", node.get("message").asText());
        assertEquals("INFO", node.get("log.level").asText());
        assertEquals("8.17.0", node.get("ecs.version").asText());
        assertEquals("pullover", node.get("service.name").asText());
        assertEquals("copylist", node.get("event.module").asText());
        assertEquals(48211, node.get("process.pid").asLong());
        assertEquals(8, node.size());
    }

    @Test
    void whatALineIsAboutIsInFieldsOfItsOwnAndItsIdInBothFiles() throws IOException {
        LogLine line = LogLine.of(fixture.nowNs.get(), ModuleName.COPYLIST, LogLevel.WARN, 1, "y".repeat(200));
        fixture.send(ModuleName.COPYLIST, line.about(3012, "production", "a/b.csv"));
        fixture.pass();
        assertTrue(fixture.allText().get(0).endsWith("y… [PLV-COPY-012]"), fixture.allText()::toString);
        JsonNode node = new ObjectMapper().readTree(fixture.json().toFile());
        assertEquals("PLV-COPY-012", node.get("event.code").asText());
        assertEquals("production", node.get("labels.server").asText());
        assertEquals("a/b.csv", node.get("file.path").asText());
        assertEquals("true", node.get("labels.cut").asText());
    }

    @Test
    void nobodyForgesALine() throws IOException {
        String evil = "a\n2026-11-21T14:03:22.417+01:00 ERROR stat 1 forged\r\t\u0000\u001b[31m\u0085\u2028z";
        fixture.send(ModuleName.COPYLIST, evil);
        // As a damaged queue or another program might bring it: nobody has escaped it.
        fixture.send(
                ModuleName.COPYLIST,
                new LogLine(
                        fixture.nowNs.get(), ModuleName.COPYLIST, LogLevel.INFO, 1, 0, "", "", false, "x\ny\u2028z"));
        fixture.pass();
        List<String> lines = fixture.allText();
        assertEquals(2, lines.size());
        assertTrue(lines.get(0).endsWith("forged\\r\\t\\u0000\\u001b[31m\\u0085\\u2028z"), lines.get(0));
        assertTrue(lines.get(1).endsWith("x\uFFFDy\uFFFDz"), lines.get(1));
        assertEquals(2, Files.readAllLines(fixture.json()).size());
    }

    /** One to four bytes a character, at the edge of 128 bytes. */
    @ParameterizedTest
    @CsvSource({"x,1", "é,2", "€,3", "🦆,4"})
    void textIsCutAtACharacterOnTheWholeWayAndCounted(String character, int bytes) throws IOException {
        int cut = 0;
        for (int length = 127 - 2 * bytes; length <= 129 + 2 * bytes; length++) {
            String text = "a".repeat(length % bytes) + character.repeat(length / bytes);
            fixture.send(ModuleName.CLI, text);
            cut += length > 128 ? 1 : 0;
        }
        fixture.pass();
        List<String> texts = fixture.allTexts();
        for (int i = 0; i < texts.size(); i++) {
            int length = 127 - 2 * bytes + i;
            String text = "a".repeat(length % bytes) + character.repeat(length / bytes);
            int written = texts.get(i).getBytes(StandardCharsets.UTF_8).length;
            if (length <= 128) {
                assertEquals(text, texts.get(i));
            } else {
                assertTrue(written <= 128 && written > 128 - 4 - bytes, written + " bytes");
                assertTrue(texts.get(i).endsWith("…"), texts.get(i));
                assertTrue(
                        text.startsWith(texts.get(i).substring(0, texts.get(i).length() - 1)), texts.get(i));
            }
        }
        assertEquals(texts, fixture.allMessages());
        assertEquals(cut, fixture.counters.get(Counter.LOG_LINES_CUT));
    }

    @Test
    void loneSurrogatesBecomeReplacementsAndTheLineStaysWhole() throws IOException {
        fixture.send(ModuleName.CLI, "a\uD83Eb" + "\uDD86".repeat(130));
        fixture.pass();
        assertEquals(1, fixture.allText().size());
        assertEquals(fixture.allTexts(), fixture.allMessages());
        assertTrue(
                fixture.allTexts().get(0).startsWith("a?b?"), fixture.allTexts().get(0));
    }

    @Test
    void linesOfDifferentModulesAreInTheOrderOfTime() throws IOException {
        for (int i = 0; i < 50; i++) {
            fixture.advance(Duration.ofMillis(1));
            fixture.send(i % 3 == 0 ? ModuleName.COPYLIST : ModuleName.STAT, "line " + i);
        }
        fixture.pass();
        List<String> times =
                fixture.allText().stream().map(line -> line.substring(0, 29)).toList();
        assertEquals(times.stream().sorted().toList(), times);
    }

    @Test
    void linesOfOneModuleKeepTheirOrderWhenTheClockIsSetBack() throws IOException {
        fixture.send(ModuleName.STAT, "1");
        fixture.advance(Duration.ofHours(-1));
        fixture.send(ModuleName.STAT, "2");
        fixture.advance(Duration.ofMinutes(30));
        fixture.send(ModuleName.COPYLIST, "other");
        fixture.send(ModuleName.STAT, "3");
        fixture.pass();
        assertEquals(
                List.of("1", "2", "3"),
                fixture.allTexts().stream()
                        .filter(text -> !text.equals("other"))
                        .toList());
    }

    @Test
    void countsLinesByModuleAndBytesOfTheTextFile() throws IOException {
        fixture.send(ModuleName.STAT, "one");
        fixture.send(ModuleName.STAT, "two");
        fixture.send(ModuleName.COPYLIST, "three");
        fixture.pass();
        assertEquals(2, fixture.counters.get(Counter.LOG_LINES, "stat"));
        assertEquals(1, fixture.counters.get(Counter.LOG_LINES, "copylist"));
        assertEquals(Files.size(fixture.text()), fixture.counters.get(Counter.LOG_BYTES));
        assertEquals(0, fixture.counters.get(Counter.LOG_LINES_LOST));
    }

    @Test
    void lostMessagesAreToldInTheLogOnce() throws IOException {
        fixture.send(ModuleName.STAT, "before");
        try (var appender = fixture.storage.appender(dev.pullover.common.message.Channel.LOG, ModuleName.COPYLIST)) {
            appender.skip(41);
            appender.append(LogLine.of(fixture.nowNs.get(), ModuleName.COPYLIST, LogLevel.INFO, 1, "after"));
        }
        fixture.pass();
        fixture.pass();
        List<String> lines = fixture.allText();
        assertEquals(3, lines.size());
        assertTrue(
                lines.get(2)
                        .matches(".* WARN  log +\\d+ 41 log messages were lost before this line: .* \\[PLV-LOG-001]"),
                lines.get(2));
        assertEquals(41, fixture.counters.get(Counter.LOG_LINES_LOST));
    }

    @Test
    void runningItGathersBrieflyThenWrites() throws IOException {
        try (LogAgent agent = fixture.start()) {
            fixture.send(ModuleName.STAT, "one");
            assertEquals(1, agent.doWork());
            fixture.send(ModuleName.STAT, "two");
            fixture.advance(Duration.ofMillis(-481));
            assertEquals(0, agent.doWork(), "19 ms later");
            fixture.advance(Duration.ofMillis(1));
            assertEquals(1, agent.doWork(), "20 ms later");
            assertEquals(List.of("one", "two"), fixture.allTexts());
        }
    }
}
