package dev.pullover.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TreesTest {
    private static final long SEED = 42;
    private static final Trees.Shape SHAPE = new Trees.Shape(120, 0, 5_000, 3, true);

    @TempDir
    Path directory;

    private Path first;
    private Path second;
    private List<Path> files;

    @BeforeEach
    void generate() throws IOException {
        first = directory.resolve("first");
        second = directory.resolve("second");
        files = Trees.generate(first, SHAPE, SEED);
        Trees.generate(second, SHAPE, SEED);
    }

    @Test
    void theSameSeedGivesTheSameTree() throws IOException {
        assertEquals(120, files.size());
        assertEquals(List.of(), Trees.compare(first, second, Trees.Aspect.MTIME, Trees.Aspect.MODE));
        assertTrue(files.stream().anyMatch(file -> file.toString().contains("日本語")));
        assertTrue(files.stream().anyMatch(file -> file.getNameCount() == 4));
    }

    @Test
    void anotherSeedGivesAnotherTree() throws IOException {
        Path third = directory.resolve("third");
        Trees.generate(third, SHAPE, SEED + 1);
        assertTrue(Trees.compare(first, third).size() > 100);
    }

    @Test
    void everyDifferenceIsTold() throws IOException {
        Path file = second.resolve(files.get(1));
        byte[] content = Files.readAllBytes(file);
        content[content.length - 1]++;
        Files.write(file, content);
        assertEquals("contents differ from byte " + (content.length - 1) + " of " + content.length + " on", only());
        Files.write(file, new byte[content.length + 1]);
        assertEquals(content.length + " and " + (content.length + 1) + " bytes", only());
        Files.delete(file);
        assertEquals("missing in the second", only());
        Files.createDirectory(file);
        assertEquals("file and directory", only());
        Files.delete(file);
        Files.createSymbolicLink(file, Path.of("x"));
        assertEquals("file and symbolic link", only());
        Files.delete(first.resolve(files.get(1)));
        assertEquals("missing in the first", only());
        Files.createSymbolicLink(first.resolve(files.get(1)), Path.of("y"));
        assertEquals("links to y and x", only());
    }

    @Test
    void datesAndPermissionsAreToldIfWanted() throws IOException {
        Path file = second.resolve(files.get(1));
        Files.setLastModifiedTime(file, FileTime.from(1, TimeUnit.SECONDS));
        assertEquals(List.of(), Trees.compare(first, second, Trees.Aspect.MODE));
        assertTrue(only(Trees.Aspect.MTIME).startsWith("dates "));
        Files.setLastModifiedTime(file, Files.getLastModifiedTime(first.resolve(files.get(1))));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--------"));
        assertEquals(List.of(), Trees.compare(first, second, Trees.Aspect.MTIME));
        assertTrue(only(Trees.Aspect.MODE).startsWith("permissions "));
    }

    @Test
    void pulloversOwnDirectoryIsLeftOutAtTheTopOnly() throws IOException {
        Files.createDirectories(second.resolve(".pullover/tmp"));
        assertEquals(List.of(), Trees.compare(first, second));
        Files.createDirectories(second.resolve("dir-0/.pullover"));
        assertEquals("missing in the first", only());
    }

    private String only(Trees.Aspect... aspects) throws IOException {
        List<Trees.Difference> differences = Trees.compare(first, second, aspects);
        assertEquals(1, differences.size(), differences.toString());
        return differences.get(0).what();
    }
}
