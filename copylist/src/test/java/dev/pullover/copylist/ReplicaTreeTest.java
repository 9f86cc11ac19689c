package dev.pullover.copylist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.common.path.FilePath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a power cut brings back into our own directory stays out of the replica. */
class ReplicaTreeTest {
    @TempDir
    private Path replica;

    /** The first directory that an earlier process with our number made: the rename out of here was not yet on disk. */
    private Path broughtBack;

    @BeforeEach
    void bringBack() throws IOException {
        long pid = ProcessHandle.current().pid();
        broughtBack = Files.createDirectories(replica.resolve(".pullover/tmp/directory-" + pid + "-1"));
        Files.writeString(Files.createDirectory(broughtBack.resolve("deep")).resolve("old"), "never recorded");
    }

    @Test
    void aNewDirectoryIsEmptyThoughAnEarlierProcessWithOurNumberLeftOne() throws IOException {
        try (ReplicaTree tree = ReplicaTree.open(replica, 0, step -> {})) {
            tree.make(FilePath.of("d/f"), changed -> {}).close();
        }
        try (var names = Files.list(replica.resolve("d"))) {
            assertEquals(0, names.count());
        }
        assertTrue(Files.exists(broughtBack));
    }

    @Test
    void aDirectoryIsClearedWithWhatIsInIt() throws IOException {
        try (ReplicaTree tree = ReplicaTree.open(replica, 0, step -> {})) {
            assertEquals(Set.of(broughtBack.getFileName()), tree.temporaries().names());
            tree.temporaries().delete(broughtBack.getFileName());
        }
        assertFalse(Files.exists(broughtBack));
    }
}
