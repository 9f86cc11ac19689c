package dev.pullover.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.pullover.common.PulloverException;
import dev.pullover.common.config.Config;
import dev.pullover.common.config.ConfigLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class InitCommandTest {
    @TempDir
    Path directory;

    @Test
    void writesAConfigurationThatLoadsAndOnceMoreWithEveryCommentTakenAway() throws IOException {
        Path file = directory.resolve("new.toml");
        assertEquals(0, new CommandLine(new InitCommand()).execute("-o", file.toString()));
        Config config = ConfigLoader.load(file);
        assertEquals(2, config.requireServers().size());

        Path all = directory.resolve("all.toml");
        Files.writeString(all, Files.readString(file).replaceAll("(?m)^#(?=[\\[a-z])", ""));
        Config withDefaultsWritten = ConfigLoader.load(all);
        assertEquals(config.check(), withDefaultsWritten.check());
        assertEquals(config.failback(), withDefaultsWritten.failback());
        assertEquals(config.copy(), withDefaultsWritten.copy());
        assertEquals(config.log(), withDefaultsWritten.log());
        assertEquals(config.replica(), withDefaultsWritten.replica());
    }

    @Test
    void leavesAFileAloneThatIsThere() throws IOException {
        Path file = Files.writeString(directory.resolve("mine.toml"), "# mine");
        CommandLine init = new CommandLine(new InitCommand()).setExecutionExceptionHandler((e, line, parsed) -> {
            throw e;
        });
        assertThrows(PulloverException.class, () -> {
            init.parseArgs("-o", file.toString());
            ((InitCommand) init.getCommand()).call();
        });
        assertEquals("# mine", Files.readString(file));
    }
}
