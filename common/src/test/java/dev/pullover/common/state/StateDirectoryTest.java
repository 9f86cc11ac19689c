package dev.pullover.common.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pullover.common.ExitCode;
import dev.pullover.common.PulloverException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateDirectoryTest {
    private static final int NOBODY = 65534;

    @TempDir
    private Path folder;

    @Test
    void whatIsMadeIsNotForOthers() throws IOException {
        StateDirectory state = new StateDirectory(folder.resolve("state")).prepare();
        try (var made = Files.walk(state.root())) {
            for (Path directory : (Iterable<Path>) made::iterator) {
                String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(directory));
                assertTrue(mode.matches("rw[x-][r-]-[x-]---"), directory + " is " + mode);
            }
        }
    }

    @Test
    void whatEverybodyMayWriteIsRefused() throws IOException {
        Path state = Files.createDirectory(folder.resolve("state"));
        Files.setPosixFilePermissions(state, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertRefused(state, "chmod o-w");
        Files.setPosixFilePermissions(state, PosixFilePermissions.fromString("rwxrwxr-x"));
        new StateDirectory(state).prepare();
    }

    @Test
    void whatBelongsToSomeoneElseIsRefused() throws IOException {
        assumeTrue(System.getProperty("user.name").equals("root"), "SKIPPED: only root can give a directory away");
        Path state = Files.createDirectory(folder.resolve("state"));
        Files.setAttribute(state, "unix:uid", NOBODY);
        assertRefused(state, "belongs to");
        assertFalse(Files.exists(state.resolve("locks")));
    }

    @Test
    void aLinkInPlaceOfATemporaryFileLeadsNowhere() throws IOException {
        Path victim = Files.writeString(folder.resolve("victim"), "not yours");
        Path file = folder.resolve("servers.json");
        Files.createSymbolicLink(folder.resolve(".servers.json.tmp"), victim);
        assertThrows(IOException.class, () -> AtomicFiles.replace(file, bytes("new")));
        assertEquals("not yours", Files.readString(victim));

        Files.delete(folder.resolve(".servers.json.tmp"));
        Files.createSymbolicLink(file, victim);
        AtomicFiles.replace(file, bytes("new"));
        assertEquals("not yours", Files.readString(victim));
        assertEquals("new", Files.readString(file));
        assertFalse(Files.isSymbolicLink(file));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void assertRefused(Path state, String why) {
        PulloverException refused = assertThrows(PulloverException.class, new StateDirectory(state)::prepare);
        assertEquals(ExitCode.USAGE, refused.exitCode());
        assertTrue(refused.getMessage().contains(state.toString()), refused.getMessage());
        assertTrue(refused.getMessage().contains(why), refused.getMessage());
    }
}
