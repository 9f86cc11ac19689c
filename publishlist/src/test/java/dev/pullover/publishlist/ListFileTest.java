package dev.pullover.publishlist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.common.ExitCode;
import dev.pullover.common.PulloverException;
import dev.pullover.common.config.PublishConfig;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListFileTest {
    @TempDir
    Path directory;

    private Bench bench;
    private Path list;

    @BeforeEach
    void makeBench() throws IOException {
        bench = new Bench(directory);
        list = directory.resolve("list");
        bench.sources = List.of();
        bench.listFile = Optional.of(list);
        for (String name : List.of("a.csv", "b.csv", "d/c.csv", "d/e/f.txt", "report[1].csv", "#x", " y", "{z}*")) {
            bench.write(name, name);
        }
    }

    @Test
    void pathsDirectoriesPatternsAndCommentsAreUnderstood() throws Exception {
        Files.writeString(list, "# what goes out\n\na.csv\n  \nd/e\r\n" + bench.base + "/d/*.csv\n./#x\n y\nb.csv");
        bench.publish();
        assertEquals(List.of(" y", "#x", "a.csv", "b.csv", "d/c.csv", "d/e/f.txt"), bench.outboxFiles());
    }

    @Test
    void aNameThatIsThereIsItselfAndNoPattern() throws Exception {
        bench.write("report1.csv", "x");
        Files.writeString(list, "report[1].csv\n{z}*\n");
        bench.publish();
        assertEquals(List.of("report[1].csv", "{z}*"), bench.outboxFiles());
        Files.delete(bench.base.resolve("report[1].csv"));
        bench.publish();
        assertTrue(bench.outboxFiles().contains("report1.csv"), "now it is a pattern");
    }

    @Test
    void itComesNextToTheSources() throws Exception {
        bench.sources = List.of("d/**");
        Files.writeString(list, "a.csv\n");
        bench.publish();
        assertEquals(List.of("a.csv", "d/c.csv", "d/e/f.txt"), bench.outboxFiles());
    }

    @Test
    void aListedFileThatIsNotThereIsNamedAndTheOthersGoOn() throws Exception {
        Files.writeString(list, "a.csv\ngone.csv\n");
        PublishReport report = bench.publish();
        assertEquals(1, report.published());
        assertEquals(1, report.failed());
        assertEquals(ExitCode.SOME_FILES, report.exitCode());
    }

    @Test
    void aMissingOrEmptyListNeverDeletes() throws Exception {
        bench.deletions = true;
        Files.writeString(list, "a.csv\nb.csv\n");
        bench.publish();
        Files.delete(list);
        PulloverException e = assertThrows(PulloverException.class, bench::publish);
        assertEquals(ExitCode.USAGE, e.exitCode());
        assertTrue(
                e.getMessage().contains("list-file = \"" + list + "\" cannot be read: no such file"), e.getMessage());
        Files.writeString(list, "");
        assertEquals(0, bench.publish().deleted());
        Files.writeString(list, "b.csv\n");
        assertEquals(1, bench.publish().deleted());
        assertEquals(List.of("b.csv"), bench.outboxFiles());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ../x            | has '..' in it
            /elsewhere/x    | is not below base
            [a              | without
            {a              | without
            """)
    void aLineThatCannotBeUsedIsNamedWithFileAndNumber(String line, String problem) throws Exception {
        Files.writeString(list, "a.csv\n\n" + line + "\n");
        PulloverException e = assertThrows(PulloverException.class, bench::publish);
        assertEquals(ExitCode.USAGE, e.exitCode());
        assertTrue(e.getMessage().startsWith(list + ":3: "), e.getMessage());
        assertTrue(e.getMessage().contains(problem), e.getMessage());
    }

    @Test
    void bytesThatAreNoTextAndLinesThatAreTooLongAreRefused() throws Exception {
        Files.write(list, new byte[] {'a', '\n', (byte) 0xFC, '\n'});
        assertTrue(assertThrows(PulloverException.class, bench::publish)
                .getMessage()
                .contains("not valid UTF-8"));
        Files.writeString(list, "x".repeat(ListFile.MAX_LINE + 1));
        assertTrue(assertThrows(PulloverException.class, bench::publish)
                .getMessage()
                .startsWith(list + ":1: "));
    }

    @Test
    void whatDoesNotFitIntoMemoryIsRefused() throws Exception {
        byte[] lines = "directory/a file\n".repeat(1000).getBytes(StandardCharsets.UTF_8);
        ListFile large = new ListFile("list", bench.base, 1_000_000);
        assertEquals(2000, large.read(new ByteArrayInputStream(lines)).size());
        ListFile small = new ListFile("list", bench.base, 300_000);
        PulloverException e = assertThrows(PulloverException.class, () -> small.read(new ByteArrayInputStream(lines)));
        assertEquals(ExitCode.USAGE, e.exitCode());
        assertTrue(e.getMessage().startsWith("list:4"), e.getMessage());
        assertTrue(e.getMessage().contains("use patterns or whole directories"), e.getMessage());
    }

    @Test
    void standardInputIsAListToo() throws Exception {
        bench.listFile = Optional.of(PublishConfig.STANDARD_INPUT);
        bench.standardInput = new ByteArrayInputStream("d/c.csv\n../x\n".getBytes(StandardCharsets.UTF_8));
        PulloverException e = assertThrows(PulloverException.class, bench::publish);
        assertTrue(e.getMessage().startsWith("standard input:2: "), e.getMessage());
        bench.standardInput = new ByteArrayInputStream("d/c.csv\n".getBytes(StandardCharsets.UTF_8));
        assertEquals(1, bench.publish().published());
    }

    @Test
    void aDaemonDoesNotReadStandardInput() {
        bench.listFile = Optional.of(PublishConfig.STANDARD_INPUT);
        PublishLoop loop = new PublishLoop(bench::config, bench.context());
        PulloverException e = assertThrows(PulloverException.class, loop::run);
        assertEquals(ExitCode.USAGE, e.exitCode());
        assertTrue(e.getMessage().contains("`publishlist once` only"), e.getMessage());
    }

    @Test
    void aChangedListIsReadAgain() throws Exception {
        Files.writeString(list, "a.csv\n");
        try (Publisher publisher = bench.open()) {
            assertEquals(1, publisher.publishOnce().published());
            Files.writeString(list, "a.csv\nd/c.csv\n");
            assertEquals(1, publisher.publishOnce().published());
        }
    }
}
