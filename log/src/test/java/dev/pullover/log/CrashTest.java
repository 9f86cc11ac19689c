package dev.pullover.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.common.ModuleName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A kill at every moment of a batch: whatever it left behind, the next start writes every line exactly once. */
class CrashTest {
    private static final List<String> LINES = List.of("first", "second é", "third 🦆", "fourth");

    @TempDir
    Path root;

    private LogFixture fixture;
    private Journal journal;
    private long textBefore;
    private long jsonBefore;
    private byte[] text;
    private byte[] json;
    private Journal.Entry begun;

    /** One batch is written; the next one as well, and then taken apart by the tests. */
    @BeforeEach
    void writeTwoBatches() throws IOException {
        fixture = new LogFixture(root);
        journal = new Journal(fixture.state().resolve("log.positions"));
        fixture.send(ModuleName.STAT, LINES.get(0));
        fixture.pass();
        textBefore = Files.size(fixture.text());
        jsonBefore = Files.size(fixture.json());
        for (String line : LINES.subList(1, LINES.size())) {
            fixture.send(line.equals("third 🦆") ? ModuleName.STAT : ModuleName.COPYLIST, line);
            fixture.nowNs.incrementAndGet();
        }
        fixture.pass();
        text = Files.readAllBytes(fixture.text());
        json = Files.readAllBytes(fixture.json());
        Journal.Entry done = journal.read().orElseThrow();
        begun = new Journal.Entry(1, false, done.before(), done.after(), done.text(), done.json());
        assertEquals(textBefore, begun.text().from());
        assertEquals(text.length, begun.text().to());
        assertEquals(json.length, begun.json().to());
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void betweenIntentAndAnyByteOfTheTextFile() throws IOException {
        for (int length = (int) textBefore; length <= text.length; length++) {
            leave(begun, length, (int) jsonBefore);
            assertWrittenOnceAfterRestart("text cut at " + length);
        }
    }

    @Test
    void betweenTextFileAndAnyByteOfTheJsonFile() throws IOException {
        for (int length = (int) jsonBefore; length <= json.length; length++) {
            leave(begun, text.length, length);
            assertWrittenOnceAfterRestart("JSON cut at " + length);
        }
    }

    @Test
    void betweenBothFilesAndTheJournal() throws IOException {
        leave(begun, text.length, json.length);
        long modified = Files.getLastModifiedTime(fixture.text()).toMillis();
        assertWrittenOnceAfterRestart("journal not told");
        assertEquals(modified, Files.getLastModifiedTime(fixture.text()).toMillis());
    }

    @Test
    void beforeTheIntent() throws IOException {
        Journal.Entry first = new Journal.Entry(
                1,
                true,
                begun.before(),
                begun.before(),
                new Journal.Span(fixture.text().toString(), begun.text().inode(), 0, textBefore),
                new Journal.Span(fixture.json().toString(), begun.json().inode(), 0, jsonBefore));
        leave(first, (int) textBefore, (int) jsonBefore);
        assertWrittenOnceAfterRestart("no intent");
    }

    @Test
    void withinTheReplacementOfTheJournal() throws IOException {
        leave(begun, (int) textBefore, (int) jsonBefore);
        Files.writeString(fixture.state().resolve(".log.positions.tmp"), "{\"format\":1,\"writ");
        assertWrittenOnceAfterRestart("temporary journal");
    }

    @Test
    void filesMovedByOthersMeanwhile() throws IOException {
        leave(begun, text.length - 5, (int) jsonBefore);
        Path moved = fixture.text().resolveSibling("pullover.log-20261121");
        Files.move(fixture.text(), moved);
        fixture.pass();
        assertEquals(textBefore, Files.size(moved));
        assertEquals(LINES.subList(1, 4), fixture.allTexts());
        assertEquals(LINES, fixture.allMessages());
    }

    @Test
    void oneFileRemovedByOthersMeanwhile() throws IOException {
        leave(begun, text.length, json.length);
        Files.delete(fixture.json());
        fixture.pass();
        assertEquals(LINES, fixture.allTexts());
        assertEquals(List.of(), fixture.allMessages());
    }

    @Test
    void bothFilesRemovedByOthersMeanwhile() throws IOException {
        leave(begun, text.length, json.length);
        Files.delete(fixture.text());
        Files.delete(fixture.json());
        fixture.pass();
        assertEquals(LINES.subList(1, 4), fixture.allTexts());
        assertEquals(LINES.subList(1, 4), fixture.allMessages());
    }

    @Test
    void whatOthersAppendedIsNeverCutOff() throws IOException {
        leave(begun, text.length, (int) jsonBefore);
        Files.writeString(fixture.text(), "a line of another program\n", StandardOpenOption.APPEND);
        fixture.pass();
        String content = Files.readString(fixture.text());
        assertTrue(content.contains("a line of another program"), content);
    }

    @Test
    void aDamagedJournalIsToldAndLosesNothing() throws IOException {
        Files.writeString(fixture.state().resolve("log.positions"), "{\"format\":1,\"before\":[]}");
        fixture.send(ModuleName.STAT, "fifth");
        fixture.pass();
        assertTrue(fixture.allTexts().contains("fifth"));
        assertEquals(fixture.allTexts(), fixture.allMessages());
    }

    /** Neither file nor journal is forced to disk: a power cut may take the end of the files alone. */
    @Test
    void aLineThatAPowerCutHasTornIsEndedBeforeTheNextOne() throws IOException {
        leave(begun.asWritten(), text.length - 3, json.length - 20);
        fixture.send(ModuleName.STAT, "fifth");
        fixture.pass();
        List<String> texts = Files.readAllLines(fixture.text());
        List<String> messages = Files.readAllLines(fixture.json());
        assertEquals(LINES.size() + 1, texts.size());
        assertTrue(texts.get(LINES.size()).matches("\\S+ INFO .* fifth"), texts.toString());
        assertTrue(messages.get(LINES.size()).startsWith("{\"@timestamp\""), messages.toString());
    }

    @Test
    void positionsSurviveManyRestarts() throws IOException {
        for (int i = 0; i < 20; i++) {
            fixture.send(ModuleName.STAT, "restart " + i);
            fixture.pass();
            fixture.pass();
        }
        assertEquals(24, fixture.allTexts().size());
        assertEquals(24, fixture.allTexts().stream().distinct().count());
        assertFalse(Files.exists(fixture.state().resolve(".log.positions.tmp")));
    }

    private void leave(Journal.Entry entry, int textLength, int jsonLength) throws IOException {
        // Written in place, as the journal names files by their inode.
        overwrite(fixture.text(), Arrays.copyOf(text, textLength));
        overwrite(fixture.json(), Arrays.copyOf(json, jsonLength));
        journal.write(entry);
    }

    private static void overwrite(Path file, byte[] content) throws IOException {
        Files.write(file, content, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
    }

    private void assertWrittenOnceAfterRestart(String moment) throws IOException {
        fixture.pass();
        assertEquals(LINES, fixture.allTexts(), moment);
        assertEquals(LINES, fixture.allMessages(), moment);
    }
}
