package dev.pullover.common.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.common.ExitCode;
import dev.pullover.common.PulloverException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two configurations, and what they may not share. */
class SiteMarksTest {
    @TempDir
    Path directory;

    private StateDirectory state;
    private Path replica;

    @BeforeEach
    void claimed() throws IOException {
        state = new StateDirectory(directory("state"));
        replica = directory("replica");
        SiteMarks.claim(state, replica);
        SiteMarks.check(state, replica);
    }

    @Test
    void refusesAnotherReplicaForTheSameState() throws IOException {
        Path other = directory("other");
        PulloverException refused = assertThrows(PulloverException.class, () -> SiteMarks.check(state, other));
        assertEquals(ExitCode.USAGE, refused.exitCode());
        assertTrue(
                refused.getMessage()
                        .startsWith("the state directory " + state.root() + " belongs to the replica" + " directory "
                                + replica + ", not to " + other),
                refused.getMessage());
    }

    @Test
    void refusesAnotherStateForTheSameReplica() throws IOException {
        StateDirectory other = new StateDirectory(directory("other"));
        PulloverException refused = assertThrows(PulloverException.class, () -> SiteMarks.check(other, replica));
        assertTrue(
                refused.getMessage()
                        .startsWith("the replica directory " + replica + " belongs to the state" + " directory "
                                + state.root() + ", not to " + other.root()),
                refused.getMessage());
    }

    @Test
    void doesWhatTheMessageAdvises() throws IOException {
        StateDirectory other = new StateDirectory(directory("other"));
        PulloverException refused = assertThrows(PulloverException.class, () -> SiteMarks.check(other, replica));
        Files.delete(Path.of(refused.getMessage().replaceAll(".*remove ", "")));
        SiteMarks.check(other, replica);
    }

    @Test
    void followsAReplicaThatWasMoved() throws IOException {
        Path moved = directory.resolve("moved");
        Files.move(replica, moved);
        SiteMarks.check(state, moved);
        SiteMarks.claim(state, moved);
        SiteMarks.check(state, moved);
    }

    @Test
    void acceptsAStateThatWasMovedOrLost() throws IOException {
        StateDirectory moved = new StateDirectory(directory.resolve("moved"));
        Files.move(state.root(), moved.root());
        SiteMarks.check(moved, replica);
        FileUtils.deleteDirectory(moved.root().toFile());
        SiteMarks.check(new StateDirectory(directory("begun-anew")), replica);
    }

    @Test
    void goesThroughSymbolicLinks() throws IOException {
        Path link = Files.createSymbolicLink(directory.resolve("link"), replica);
        SiteMarks.check(state, link);
    }

    private Path directory(String name) throws IOException {
        Files.createDirectories(directory.resolve(name).resolve(".pullover"));
        return directory.resolve(name).toRealPath();
    }
}
