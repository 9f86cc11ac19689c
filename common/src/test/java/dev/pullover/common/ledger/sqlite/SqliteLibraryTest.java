package dev.pullover.common.ledger.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.common.ExitCode;
import dev.pullover.common.PulloverException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A temporary directory that is mounted noexec needs root: see launcher/package/src/test/test-packages. */
class SqliteLibraryTest {
    @TempDir
    private Path directory;

    @Test
    void whereTheTemporaryDirectoryCannotBeUsedTheNextOneIsAndNothingIsLeft() throws Exception {
        SqliteLibrary.loadFrom(List.of(directory.resolve("missing"), directory));
        try (Stream<Path> left = Files.list(directory)) {
            assertEquals(List.of(), left.toList());
        }
    }

    @Test
    void whereNoneIsLeftAllAreNamed() {
        Path one = directory.resolve("one");
        Path other = directory.resolve("other");
        PulloverException e = assertThrows(PulloverException.class, () -> SqliteLibrary.loadFrom(List.of(one, other)));
        assertEquals(ExitCode.USAGE, e.exitCode());
        assertTrue(e.getMessage().contains(one + ": ") && e.getMessage().contains(other + ": "), () -> e.getMessage());
        assertTrue(e.getMessage().contains("-Djava.io.tmpdir="), () -> e.getMessage());
    }
}
