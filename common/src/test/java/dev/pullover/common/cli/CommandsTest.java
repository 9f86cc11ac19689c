package dev.pullover.common.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.common.ExitCode;
import dev.pullover.common.ModuleName;
import dev.pullover.common.PulloverException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

class CommandsTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @ParameterizedTest
    @CsvSource({
        "inner leaf --module=copylist, 4",
        "inner leaf --module=COPYLIST, 4",
        "-c x inner leaf --module=copylist, 4",
        "inner -c x leaf --module=copylist, 4",
        "inner leaf --module=copylist -c x --debug, 4",
        "inner leaf --module=stat, 3",
        "inner leaf --module=nobody, 2",
        "inner leaf --nothing, 2",
        "inner, 2",
        "'', 2",
        "--help, 0",
        "inner leaf --help, 0",
        "inner leaf -V, 0",
    })
    void everyLevelTakesTheGlobalOptionsAndGivesItsExitCode(String arguments, int exitCode) {
        assertEquals(exitCode, run(arguments.isEmpty() ? new String[0] : arguments.split(" ")), err::toString);
    }

    @Test
    void helpNamesTheProgramAndAllCommandsBeforeIt() {
        assertEquals(0, run("inner", "leaf", "--help"));
        assertTrue(out.toString().startsWith("Usage: pullover outer inner leaf "), out::toString);
        assertTrue(out.toString().contains("--config"), out::toString);
    }

    @Test
    void failuresOfUsersAreOneLine() {
        assertEquals(3, run("inner", "leaf", "--module", "stat"));
        assertEquals("pullover: no server" + System.lineSeparator(), err.toString());
    }

    private int run(String... arguments) {
        GlobalOptions options = new GlobalOptions(Map.of());
        CommandLine inner = Commands.of(new Inner()).addSubcommand(new Leaf());
        CommandLine outer = Commands.of(new Outer()).addSubcommand(inner);
        outer.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        return Commands.execute(outer, options, arguments);
    }

    @Command(name = "outer")
    private static final class Outer {}

    @Command(name = "inner")
    private static final class Inner {}

    @Command(name = "leaf")
    private static final class Leaf implements Callable<ExitCode> {
        @Option(names = "--module")
        private ModuleName module = ModuleName.CLI;

        @Override
        public ExitCode call() {
            if (module == ModuleName.STAT) {
                throw new PulloverException(ExitCode.NO_SERVER, "no server");
            }
            return ExitCode.SOME_FILES;
        }
    }
}
