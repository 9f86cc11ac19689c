package dev.pullover.publishlist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.common.path.FilePath;
import dev.pullover.common.path.PathBytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TreeWalkTest {
    /** Around the slash in the order of bytes, where sorting by directory and sorting by path differ. */
    private static final byte[] TRICKY = {'a', 'b', ' ', '-', '.', '0', (byte) 0xC3, (byte) 0xBC, '!', 'A'};

    @TempDir
    Path directory;

    private final Problems problems = Problems.none();

    @Test
    void filesComeInTheOrderOfTheirPathsAndNoneIsLeftOut() throws IOException {
        long seed = new Random().nextLong();
        System.out.println("TreeWalkTest seed " + seed);
        Random random = new Random(seed);
        Set<FilePath> made = new TreeSet<>();
        for (int i = 0; i < 400; i++) {
            make(random, made);
        }
        assertEquals(List.copyOf(made), walk(GlobState.of(List.of(Glob.of(List.of("**"))))), () -> "seed " + seed);
    }

    @Test
    void whereOnlyKnownNamesAreWantedOthersAreNotLookedAt() throws IOException {
        Files.createDirectories(directory.resolve("d/e"));
        Files.writeString(directory.resolve("d/e/x"), "");
        Files.writeString(directory.resolve("d/y"), "");
        SourcePatterns patterns = new SourcePatterns(directory);
        assertEquals(List.of(FilePath.of("d/e/x")), walk(GlobState.of(patterns.sources(List.of("d/e")))));
        assertEquals(
                List.of(FilePath.of("d/e/x"), FilePath.of("d/y")),
                walk(GlobState.of(patterns.sources(List.of("d/y", "d/e/x")))));
        assertEquals(0, problems.failedCount());
    }

    @Test
    void aRequiredNameThatIsMissingHidesWhatIsBelow() throws IOException {
        Files.createDirectory(directory.resolve("here"));
        SourcePatterns patterns = new SourcePatterns(directory);
        TreeWalk walk = newWalk(GlobState.of(patterns.sources(List.of("gone/*", "here/*", "*.txt"))));
        while (walk.next() != null) {}
        assertEquals(1, problems.failedCount());
        assertTrue(walk.isHidden(FilePath.of("gone/x")));
        assertTrue(walk.isHidden(FilePath.of("gone")));
        assertFalse(walk.isHidden(FilePath.of("gonex")));
        assertFalse(walk.isHidden(FilePath.of("here/x")));
    }

    @Test
    void aMissingRootHidesEverything() {
        TreeWalk walk = new TreeWalk(
                directory.resolve("none"),
                GlobState.of(List.of(Glob.of(List.of("**")))),
                GlobState.of(List.of()),
                Set.of(),
                problems);
        assertEquals(null, walk.next());
        assertTrue(walk.isHidden(FilePath.of("any/thing")));
        assertEquals(1, problems.failedCount());
    }

    private List<FilePath> walk(GlobState wanted) {
        List<FilePath> found = new ArrayList<>();
        TreeWalk walk = newWalk(wanted);
        for (FoundFile file = walk.next(); file != null; file = walk.next()) {
            found.add(file.path());
        }
        return found;
    }

    private TreeWalk newWalk(GlobState wanted) {
        return new TreeWalk(directory, wanted, GlobState.of(List.of()), Set.of(), problems);
    }

    private void make(Random random, Set<FilePath> made) throws IOException {
        FilePath path = FilePath.of("");
        int depth = 1 + random.nextInt(4);
        for (int level = 1; level <= depth; level++) {
            path = path.child(name(random));
            Path file = PathBytes.resolve(directory, path.bytes());
            if (level == depth && !Files.exists(file)) {
                Files.createFile(file);
                made.add(path);
            } else if (!Files.exists(file)) {
                Files.createDirectory(file);
            } else if (!Files.isDirectory(file)) {
                return;
            }
        }
    }

    private static FilePath name(Random random) {
        byte[] name = new byte[1 + random.nextInt(2)];
        for (int i = 0; i < name.length; i++) {
            name[i] = TRICKY[random.nextInt(TRICKY.length)];
        }
        String text = new String(name, StandardCharsets.ISO_8859_1);
        return text.equals(".") || text.equals("..") ? FilePath.of("dot") : FilePath.ofBytes(name);
    }
}
