package dev.pullover.common.path;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PathBytesTest {
    @TempDir
    Path directory;

    @Test
    void namesOfAnyBytesAreFoundAgainByListing() throws IOException {
        long seed = new Random().nextLong();
        System.out.println("PathBytesTest seed " + seed);
        Random random = new Random(seed);
        List<FilePath> made = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            byte[] name = name(random, i);
            Files.createFile(PathBytes.resolve(directory, name));
            made.add(FilePath.ofBytes(name));
        }
        List<FilePath> listed = new ArrayList<>();
        try (DirectoryStream<Path> children = Files.newDirectoryStream(directory)) {
            children.forEach(child -> listed.add(FilePath.ofBytes(PathBytes.name(child))));
        }
        assertEquals(made.stream().sorted().toList(), listed.stream().sorted().toList(), () -> "seed " + seed);
    }

    @Test
    void theNameOfADirectoryHasNoSlash() throws IOException {
        byte[] name = {'d', (byte) 0xFF};
        Path made = Files.createDirectory(PathBytes.resolve(directory, name));
        assertArrayEquals(name, PathBytes.name(made));
    }

    @Test
    void whatBeginsWithASlashStaysBelow() {
        assertTrue(PathBytes.resolve(directory, new byte[] {'/', 'x'}).startsWith(directory));
    }

    /** Unique by its number; half of them ASCII. */
    private static byte[] name(Random random, int number) {
        byte[] name = new byte[8];
        boolean isAscii = random.nextBoolean();
        for (int i = 0; i < name.length - 1; i++) {
            do {
                name[i] = (byte) (isAscii ? random.nextInt(0x80) : random.nextInt(0x100));
            } while (name[i] == 0 || name[i] == '/');
        }
        name[name.length - 1] = (byte) (number == '/' || number == 0 ? 0xFE : number);
        return name;
    }
}
