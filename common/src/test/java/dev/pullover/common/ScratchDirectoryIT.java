package dev.pullover.common;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.common.ledger.sqlite.SqliteReplicaLedger;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a killed process leaves in the temporary directory, and what of it others may take away. */
class ScratchDirectoryIT {
    private static final int ID_OF_SOMEBODY_ELSE = 12_345;

    @TempDir
    private Path temporaries;

    @TempDir
    private Path elsewhere;

    private final Instant later = Instant.now().plus(ScratchDirectory.YOUNG.multipliedBy(2));

    @Test
    void whatAKilledProcessLeavesIsSweptWhenItIsDeadAndNotBefore() throws Exception {
        Process holder = hold();
        try {
            assertEquals('!', holder.getInputStream().read());
            // SQLite's native part is loaded by then, and nothing is left of it.
            assertEquals(1, left().size(), () -> left().toString());
            ScratchDirectory.sweep(temporaries, later);
            assertEquals(1, left().size(), "it is in use");
        } finally {
            holder.destroyForcibly().waitFor();
        }
        ScratchDirectory.sweep(temporaries, Instant.now());
        assertEquals(1, left().size(), "it is young: somebody may be about to take its lock");
        ScratchDirectory.sweep(temporaries, later);
        assertEquals(List.of(), left());
    }

    @Test
    void whatIsNotOursStays() throws Exception {
        Path withoutLock = Files.createDirectory(temporaries.resolve(ScratchDirectory.PREFIX + "1-1"));
        Path file = Files.createFile(temporaries.resolve(ScratchDirectory.PREFIX + "1-2"));
        Path target = Files.createDirectory(elsewhere.resolve("target"));
        Files.createFile(target.resolve("f"));
        Path link = Files.createSymbolicLink(temporaries.resolve(ScratchDirectory.PREFIX + "1-3"), target);
        Path deep = Files.createDirectories(temporaries.resolve(ScratchDirectory.PREFIX + "1-4/in"));
        Files.createFile(deep.resolve("f"));
        Path other = Files.createDirectory(temporaries.resolve("of-another-program"));

        ScratchDirectory.sweep(temporaries, later);

        assertFalse(Files.exists(withoutLock), "its maker was killed before it took the lock");
        assertTrue(Files.exists(file));
        assertTrue(Files.exists(link, LinkOption.NOFOLLOW_LINKS) && Files.exists(target.resolve("f")));
        assertTrue(Files.exists(deep.resolve("f")));
        assertTrue(Files.exists(other));
    }

    @Test
    void whatBelongsToAnotherUserStays() throws Exception {
        boolean root = (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0;
        Assumptions.assumeTrue(root, "only root can make a directory of another user's");
        Path theirs = Files.createDirectory(temporaries.resolve(ScratchDirectory.PREFIX + "1-5"));
        Files.setAttribute(theirs, "unix:uid", ID_OF_SOMEBODY_ELSE);
        ScratchDirectory.sweep(temporaries, later);
        assertTrue(Files.exists(theirs));
    }

    private List<Path> left() {
        try (Stream<Path> files = Files.list(temporaries)) {
            // The JVM's own, which removes them itself.
            return files.filter(file -> !file.getFileName().toString().startsWith("hsperfdata"))
                    .toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private Process hold() throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of(
                "-Djava.io.tmpdir=" + temporaries,
                "-cp",
                System.getProperty("java.class.path"),
                Holder.class.getName(),
                elsewhere.resolve("replica.db").toString()));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** Opens a database, makes a scratch directory with a file in it, says so, and waits to be killed. */
    static final class Holder {
        public static void main(String[] args) throws Exception {
            try (SqliteReplicaLedger ledger = SqliteReplicaLedger.open(Path.of(args[0]));
                    ScratchDirectory scratch = ScratchDirectory.create()) {
                Files.createFile(scratch.path().resolve("f" + ledger.parkedCount()));
                System.out.print("!");
                System.out.flush();
                Thread.currentThread().join();
            }
        }
    }
}
