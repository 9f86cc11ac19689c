package dev.pullover.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.common.ModuleName;
import dev.pullover.common.message.LogLevel;
import dev.pullover.common.message.LogLine;
import dev.pullover.testkit.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TailCommandTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    @TempDir
    Path root;

    private LogFixture fixture;
    private CommandFixture commands;
    private final List<String> sent = new ArrayList<>();

    @BeforeEach
    void open() throws IOException {
        fixture = new LogFixture(root, "max-size = \"64KB\"");
        commands = new CommandFixture(root);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void showsTheLastLines() throws IOException {
        write(30);
        assertEquals(0, tail());
        assertEquals(fixture.allText().subList(20, 30), shown());
    }

    @Test
    void showsLinesFromBeforeARotation() throws IOException {
        for (int i = 0; i < 25; i++) {
            write(100);
        }
        assertTrue(Files.exists(fixture.state().resolve("pullover.log.2.gz")));
        assertEquals(0, tail("-n", "2200"));
        assertEquals(fixture.allText().subList(300, 2500), shown());
    }

    @Test
    void saysThatThereIsNoLogYet() {
        assertEquals(2, tail());
        assertTrue(commands.err.toString().contains("no log yet: " + fixture.text()), commands.err::toString);
    }

    @ParameterizedTest
    @CsvSource({
        "--module=copylist, 2",
        "'--module=copylist,stat', 3",
        "--level=warn, 2",
        "--level=error, 1",
        "--grep=t[ow]o, 1",
        "--since=90m, 3",
        "--since=1d, 4",
        "'--module=copylist --level=info --since=90m', 1",
    })
    void filters(String arguments, int lines) throws IOException {
        line(ModuleName.COPYLIST, LogLevel.DEBUG, "one");
        fixture.advance(Duration.ofHours(1));
        line(ModuleName.COPYLIST, LogLevel.WARN, "two");
        line(ModuleName.STAT, LogLevel.INFO, "three");
        fixture.advance(Duration.ofHours(1));
        line(ModuleName.LOG, LogLevel.ERROR, "four");
        fixture.pass();
        for (String format : List.of("", " --json")) {
            commands.out.getBuffer().setLength(0);
            assertEquals(0, tail((arguments + format).split(" ")), commands.err::toString);
            assertEquals(lines, shown().size(), shown()::toString);
        }
    }

    @Test
    void aLineThatIsJustBeingWrittenIsNotShownByHalf() throws IOException {
        write(3);
        Files.writeString(fixture.text(), "2026-11-21T14:03:23", StandardOpenOption.APPEND);
        assertEquals(0, tail());
        assertEquals(3, shown().size());
    }

    @Test
    void followsAcrossRotationWithoutLossOrRepeat() throws Exception {
        write(5);
        Thread thread = new Thread(() -> tail("-f"), "tail");
        thread.start();
        try {
            Await.until(TIMEOUT, "first lines shown", () -> shown().size() == 5);
            for (int i = 0; i < 30; i++) {
                write(100);
                Await.until(TIMEOUT, "all lines shown", () -> shown().size() >= sent.size());
            }
            assertTrue(Files.exists(fixture.state().resolve("pullover.log.3.gz")));
            assertEquals(fixture.allText(), shown());
        } finally {
            thread.interrupt();
            thread.join(TIMEOUT.toMillis());
        }
        assertFalse(thread.isAlive());
    }

    private void write(int lines) throws IOException {
        int before = sent.size();
        for (int i = 0; i < lines; i++) {
            sent.add("line " + sent.size());
        }
        fixture.sendAll(ModuleName.COPYLIST, sent.subList(before, sent.size()));
        fixture.pass();
    }

    private void line(ModuleName module, LogLevel level, String text) {
        fixture.send(module, LogLine.of(fixture.nowNs.get(), module, level, 1, text));
    }

    private int tail(String... arguments) {
        return commands.run(new TailCommand(commands.options(), fixture.clock()), arguments);
    }

    private List<String> shown() {
        String all = commands.out.toString();
        return all.substring(0, all.lastIndexOf('\n') + 1).lines().toList();
    }
}
