package dev.pullover.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.common.ModuleName;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RotationTest {
    private static final long MAX_BYTES = 64_000;

    @TempDir
    Path root;

    private LogFixture fixture;
    private final List<String> sent = new ArrayList<>();

    @AfterEach
    void close() {
        if (fixture != null) {
            fixture.close();
        }
    }

    @Test
    void filesArePutAsideCompressedBeforeTheyGrowTooLarge() throws IOException {
        fixture = fixture(1000);
        try (LogAgent agent = fixture.start()) {
            for (int i = 0; i < 60; i++) {
                send(100);
                fixture.advance(Duration.ofSeconds(1));
                agent.doWork();
                assertTrue(Files.size(fixture.text()) <= MAX_BYTES);
                assertTrue(Files.size(fixture.json()) <= MAX_BYTES);
            }
            agent.pass();
        }
        assertTrue(fixture.files().contains("pullover.log.5.gz"), fixture.files()::toString);
        assertEquals(
                List.of(),
                fixture.files().stream().filter(name -> name.contains(".0")).toList());
        assertEquals(sent, fixture.allTexts());
        assertEquals(sent, fixture.allMessages());
    }

    @Test
    void filesArePutAsideWhenTheyAreOldAlsoAfterARestart() throws IOException {
        fixture = new LogFixture(root, "max-age = \"1d\"");
        send(1);
        fixture.pass();
        fixture.advance(Duration.ofHours(23));
        send(1);
        fixture.pass();
        assertFalse(fixture.files().contains("pullover.log.1.gz"));
        fixture.advance(Duration.ofHours(1));
        send(1);
        fixture.pass();
        assertTrue(fixture.files().contains("pullover.log.1.gz"), fixture.files()::toString);
        assertTrue(fixture.files().contains("pullover.jsonl.1.gz"), fixture.files()::toString);
        assertEquals(1, Files.readAllLines(fixture.text()).size());
        assertEquals(1, Files.readAllLines(fixture.json()).size());
        try (LogAgent agent = fixture.start()) {
            for (int day = 0; day < 3; day++) {
                fixture.advance(Duration.ofDays(1));
                send(1);
                agent.pass();
            }
        }
        assertTrue(fixture.files().contains("pullover.log.4.gz"), fixture.files()::toString);
        assertEquals(sent, fixture.allTexts());
        assertEquals(sent, fixture.allMessages());
    }

    @Test
    void onlyTheNewestAreKept() throws IOException {
        fixture = fixture(2);
        try (LogAgent agent = fixture.start()) {
            for (int i = 0; i < 60; i++) {
                send(100);
                agent.pass();
            }
        }
        assertEquals(
                List.of("log.positions", "pullover.log", "pullover.log.1.gz", "pullover.log.2.gz"),
                fixture.files().stream()
                        .filter(name -> name.contains("log"))
                        .filter(name -> !name.contains("jsonl"))
                        .toList());
        List<String> kept = fixture.allTexts();
        assertEquals(sent.subList(sent.size() - kept.size(), sent.size()), kept);
        assertTrue(kept.size() > 1000, kept.size() + " lines");
    }

    @Test
    void noneAreKeptIfSoConfigured() throws IOException {
        fixture = fixture(0);
        try (LogAgent agent = fixture.start()) {
            for (int i = 0; i < 30; i++) {
                send(100);
                agent.pass();
            }
        }
        assertEquals(List.of("format", "log.positions", "pullover.jsonl", "pullover.log"), fixture.files());
    }

    @Test
    void afterKeepWasLoweredTheOldestGo() throws IOException {
        fixture = fixture(3);
        fixture.pass();
        for (int number = 1; number <= 9; number++) {
            Files.writeString(fixture.state().resolve("pullover.log." + number + ".gz"), "");
        }
        Files.writeString(fixture.state().resolve("pullover.log.4.gz.mine"), "");
        fixture.pass();
        assertEquals(
                List.of("pullover.log.1.gz", "pullover.log.2.gz", "pullover.log.3.gz", "pullover.log.4.gz.mine"),
                fixture.files().stream()
                        .filter(name -> name.startsWith("pullover.log."))
                        .toList());
    }

    /** Killed at each step of what follows putting a file aside. */
    @Test
    void killedWhileRotating() throws IOException {
        fixture = fixture(1000);
        send(300);
        fixture.pass();
        Path aside = fixture.state().resolve("pullover.log.0");
        Path partly = fixture.state().resolve("pullover.log.0.gz");
        for (int moment = 0; moment <= 4; moment++) {
            byte[] compressed = gzip(Files.readAllBytes(fixture.text()));
            Files.move(fixture.text(), aside);
            if (moment == 1) {
                Files.write(partly, Arrays.copyOf(compressed, compressed.length / 2));
            } else if (moment >= 2) {
                Files.write(partly, compressed);
            }
            if (moment >= 3) {
                Files.delete(aside);
            }
            if (moment == 4) {
                // Moving up begins with the oldest.
                Files.move(numbered(4), numbered(5));
                Files.move(numbered(3), numbered(4));
            }
            send(1);
            fixture.pass();
            assertEquals(sent, fixture.allTexts(), "moment " + moment);
            assertEquals(
                    List.of(),
                    fixture.files().stream().filter(name -> name.contains(".0")).toList());
        }
    }

    @Test
    void aFileThatLogrotateMovedIsLeftAlone() throws IOException {
        fixture = fixture(10);
        try (LogAgent agent = fixture.start()) {
            send(2);
            agent.pass();
            Path moved = fixture.state().resolve("pullover.log-20261121");
            Files.move(fixture.text(), moved);
            Files.createFile(fixture.text());
            send(3);
            agent.pass();
            assertEquals(2, Files.readAllLines(moved).size());
            assertEquals(sent.subList(2, 5), fixture.allTexts());
            Files.delete(fixture.text());
            send(1);
            agent.pass();
            assertEquals(sent.subList(5, 6), fixture.allTexts());
        }
        assertEquals(sent, fixture.allMessages());
    }

    @Test
    void aFileThatLogrotateCopiedAndEmptiedIsGoneOnWith() throws IOException {
        fixture = fixture(10);
        try (LogAgent agent = fixture.start()) {
            send(5);
            agent.pass();
            Files.write(fixture.text(), new byte[0], StandardOpenOption.TRUNCATE_EXISTING);
            send(1);
            agent.pass();
            assertEquals(sent.subList(5, 6), fixture.allTexts());
        }
        fixture.pass();
        assertEquals(sent.subList(5, 6), fixture.allTexts());
    }

    @Test
    void aFileThatWasPutAsideAndRemovedByOthersHoldsNothingUp() throws IOException {
        Path path = root.resolve("large.log");
        try (LogFile file = LogFile.open(path, new RotationPolicy(1_000_000, Long.MAX_VALUE, 10))) {
            file.append(new byte[900_000]);
            file.rotateIfDue(200_000, 1);
            assertEquals(1, file.compressSome());
            Files.delete(root.resolve("large.log.0"));
            while (file.compressSome() > 0) {
                // To the end.
            }
            assertTrue(Files.notExists(root.resolve("large.log.0.gz")), "a part must not pass for the whole");
            file.append(new byte[900_000]);
            file.rotateIfDue(200_000, 1);
            assertEquals(0, Files.size(path));
        }
        assertTrue(Files.exists(root.resolve("large.log.0")));
    }

    private Path numbered(int number) {
        return fixture.state().resolve("pullover.log." + number + ".gz");
    }

    private LogFixture fixture(int keep) {
        return new LogFixture(root, "max-size = \"64KB\"", "keep = " + keep);
    }

    private void send(int lines) {
        int before = sent.size();
        for (int i = 0; i < lines; i++) {
            sent.add("line " + sent.size());
        }
        fixture.sendAll(ModuleName.COPYLIST, sent.subList(before, sent.size()));
    }

    private static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(bytes)) {
            out.write(content);
        }
        return bytes.toByteArray();
    }
}
