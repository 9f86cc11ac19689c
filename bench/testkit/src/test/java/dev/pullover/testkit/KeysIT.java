package dev.pullover.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeysIT {
    @TempDir
    Path directory;

    @Test
    void sshKeygenReadsOurKeys() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/ssh-keygen")), "no ssh-keygen");
        // often enough for coordinates and secrets with leading zeros
        for (int i = 0; i < 20; i++) {
            Path file = directory.resolve("id" + i);
            String line = Keys.generate(file);
            Process keygen = new ProcessBuilder("/usr/bin/ssh-keygen", "-y", "-f", file.toString())
                    .redirectErrorStream(true)
                    .start();
            String printed = new String(keygen.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            keygen.waitFor(30, TimeUnit.SECONDS);
            assertEquals(line, printed.trim());
            assertEquals(
                    line, Files.readString(directory.resolve("id" + i + ".pub")).trim());
        }
    }

    @Test
    void privateKeysAreTheOwnersOnlyAndNeverOverwritten() throws IOException {
        Path file = directory.resolve("id");
        Keys.generate(file);
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertThrows(FileAlreadyExistsException.class, () -> Keys.generate(file));
    }
}
