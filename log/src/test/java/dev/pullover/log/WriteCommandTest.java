package dev.pullover.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.common.ExitCode;
import dev.pullover.common.cli.GlobalOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;

class WriteCommandTest {
    @TempDir
    Path root;

    private CommandFixture commands;

    @BeforeEach
    void open() throws IOException {
        commands = new CommandFixture(root);
    }

    @Test
    void writesALineWhileNothingElseRuns() throws Exception {
        assertEquals(0, write("", "backup", "of", "the", "replica", "done"));
        assertEquals(0, write("", "--module=copylist", "--level=warn", "two\nlines"));
        List<String> lines = logged();
        assertEquals(2, lines.size());
        assertTrue(lines.get(0).matches(".* INFO  cli +\\d+ backup of the replica done"), lines.get(0));
        assertTrue(lines.get(1).matches(".* WARN  copylist +\\d+ two\\\\nlines"), lines.get(1));
    }

    @Test
    void writesEachLineOfStandardInput() throws Exception {
        assertEquals(0, write("one\r\n\ntwo é\nlast without end", "-"));
        assertEquals(List.of("one", "", "two é", "last without end"), texts());
    }

    @Test
    void aFloodIsWrittenWhole() throws Exception {
        StringBuilder input = new StringBuilder();
        for (int i = 0; i < 150_000; i++) {
            input.append("line ").append(i).append('\n');
        }
        assertEquals(0, write(input.toString(), "-"));
        assertEquals(input.toString().lines().toList(), texts());
    }

    @Test
    void aLineWithoutEndIsCut() throws Exception {
        assertEquals(0, write("x".repeat(10_000_000) + "\nnext", "-"));
        assertEquals(List.of("x".repeat(125) + "…", "next"), texts());
    }

    @Test
    void saysWhenTheLineCouldNotBeQueued() throws Exception {
        Files.createDirectories(root.resolve("state/queues"));
        Files.writeString(root.resolve("state/queues/log"), "a file where the queue's folder should be");
        assertEquals(1, write("", "lost"));
        assertTrue(commands.err.toString().contains("not logged: cannot write to " + root), commands.err::toString);
    }

    @Test
    void theShortWayDoesTheSame() throws Exception {
        String config = root.resolve("pullover.toml").toString();
        assertEquals(ExitCode.OK, fast("", "write", "-c", config, "backup", "done"));
        assertEquals(
                ExitCode.OK, fast("a\nb", "--config=" + config, "write", "--module", "copylist", "--level=warn", "-"));
        List<String> lines = logged();
        assertTrue(lines.get(0).matches(".* INFO  cli +\\d+ backup done"), lines.get(0));
        assertTrue(lines.get(1).matches(".* WARN  copylist +\\d+ a"), lines.get(1));
        assertTrue(lines.get(2).matches(".* WARN  copylist +\\d+ b"), lines.get(2));
        Files.writeString(root.resolve("pullover.toml"), "[replica]\n");
        assertEquals(ExitCode.USAGE, fast("", "write", "-c", config, "x"));
    }

    /** Whatever it takes, it takes as picocli does; the rest it leaves. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "write a b",
                "-c x write a",
                "write --module copylist a --level=WARN b",
                "write - -c x",
                "--config=x write a - b",
                "write --level error a"
            })
    void theShortWayReadsArgumentsAsTheLongOneDoes(String line) {
        String[] arguments = line.split(" ");
        WriteCommand command = new WriteCommand(new GlobalOptions(Map.of()), Clock.systemUTC(), System::nanoTime, null);
        CommandLine commandLine = new CommandLine(new Top()).addSubcommand("write", command);
        commandLine.addMixin("global", new GlobalOptions(Map.of()));
        commandLine.setCaseInsensitiveEnumValuesAllowed(true);
        Optional<WriteRequest> plain = WriteRequest.ofPlain(arguments);
        commandLine.parseArgs(arguments);
        assertEquals(command.request().words(), plain.orElseThrow().words());
        assertEquals(command.request().module(), plain.orElseThrow().module());
        assertEquals(command.request().level(), plain.orElseThrow().level());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "write",
                "tail a",
                "write --help",
                "write a --module",
                "write --module nobody a",
                "write --level loud a",
                "--module copylist write a",
                "write -- a",
                "write a --debug b",
                "-c -x write a"
            })
    void theShortWayLeavesTheRest(String line) {
        assertEquals(Optional.empty(), WriteRequest.ofPlain(line.isEmpty() ? new String[0] : line.split(" ")));
    }

    private static ExitCode fast(String input, String... arguments) throws IOException {
        return FastWrite.run(
                WriteRequest.ofPlain(arguments).orElseThrow(),
                Map.of(),
                Clock.systemUTC(),
                System::nanoTime,
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                System.err);
    }

    @Command(name = "top")
    private static final class Top {}

    @Test
    void refusesUnknownModulesAndLevels() {
        assertEquals(2, write("", "--module=nobody", "x"));
        assertEquals(2, write("", "--level=loud", "x"));
        assertEquals(2, write(""));
    }

    private int write(String input, String... arguments) {
        InputStream in = new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8));
        return commands.run(new WriteCommand(commands.options(), Clock.systemUTC(), System::nanoTime, in), arguments);
    }

    private List<String> logged() throws Exception {
        commands.logOnce();
        return LogFixture.all(root.resolve("state/pullover.log"));
    }

    private List<String> texts() throws Exception {
        return logged().stream()
                .map(line -> line.replaceFirst("^\\S+ +\\S+ +\\S+ +\\d+ ", ""))
                .toList();
    }
}
