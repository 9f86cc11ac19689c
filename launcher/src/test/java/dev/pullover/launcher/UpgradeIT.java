package dev.pullover.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.common.state.StateDirectory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Today's Pullover on a site that the first version left: 31 files were pulled, one of them twice as it had changed, and one
 * more was published but not pulled. The archive was made with the code of the repository's first commit. Takes some 10 s.
 */
class UpgradeIT {
    private static final Path OLD_SITE = Path.of("src/test/resources/site-of-first-version.tar.gz");
    /** Files, not pulls: totals were not kept apart from them yet. */
    private static final int PULLED_BY_OLD = 31;
    /** Where SQLite keeps {@code user_version}, see sqlite.org/fileformat.html. */
    private static final int USER_VERSION_OFFSET = 60;

    @TempDir
    Path directory;

    private Site site;

    @BeforeEach
    void build() throws IOException, InterruptedException {
        site = Site.in(directory);
        Process tar = new ProcessBuilder(
                        "tar",
                        "--no-same-owner",
                        "-xzf",
                        OLD_SITE.toAbsolutePath().toString())
                .directory(directory.toFile())
                .inheritIO()
                .start();
        assertTrue(tar.waitFor(1, TimeUnit.MINUTES));
        assertEquals(0, tar.exitValue());
    }

    @AfterEach
    void tearDown() {
        site.close();
    }

    @Test
    void goesOnWhereTheOldVersionStoppedAndLosesNothing() throws IOException, InterruptedException {
        List<String> oldLog = Files.readAllLines(site.state().resolve("pullover.log"));
        Files.writeString(site.data().resolve("new.csv"), "published by the new version");
        // That publisher did not remember yet which catalog is its own.
        assertEquals(0, site.pullover("publishlist", "takeover").exitCode());
        site.publish();

        Site.Result once = site.pullover("once");
        assertEquals(0, once.exitCode(), once.toString());
        assertTrue(once.out().startsWith("once: 2 files, "), "what was owed and what is new: " + once);
        assertEquals(List.of(), site.differences());
        assertEquals(PULLED_BY_OLD + 2, site.counter("files_copied"), "the old version's totals go on");
        assertEquals(0, site.counter("files_copied_twice"));
        List<String> log = Files.readAllLines(site.state().resolve("pullover.log"));
        assertEquals(oldLog, log.subList(0, oldLog.size()));
        assertTrue(log.size() > oldLog.size());
        assertEquals(0, site.pullover("copylist", "verify").exitCode());
    }

    /** Where this fails, a schema has grown: raise {@link StateDirectory#FORMAT}. */
    @Test
    void theFormatCountsTheStepsOfAllSchemas() throws IOException, InterruptedException {
        assertEquals(0, site.pullover("once").exitCode());
        int steps = 0;
        for (String name : List.of("catalog.db", "replica.db", "stat.db")) {
            assertFalse(Files.exists(site.state().resolve(name + "-wal")), "nobody has it open");
            byte[] file = Files.readAllBytes(site.state().resolve(name));
            steps += ByteBuffer.wrap(file).getInt(USER_VERSION_OFFSET);
        }
        assertEquals(StateDirectory.FORMAT, steps);
        assertEquals(StateDirectory.FORMAT + "\n", Files.readString(site.state().resolve("format")));
    }

    @Test
    void aStateOfANewerVersionIsRefusedAndNotTouched() throws IOException, InterruptedException {
        Files.writeString(site.state().resolve("format"), StateDirectory.FORMAT + 1 + "\n");
        Map<Path, String> before = content();
        for (String[] command : new String[][] {{"once"}, {"copylist", "once"}, {"start"}, {"stat", "run"}}) {
            Site.Result refused = site.pullover(command);
            assertEquals(2, refused.exitCode(), refused.toString());
            assertTrue(
                    refused.err()
                            .contains(
                                    "state directory " + site.state() + " is of format " + (StateDirectory.FORMAT + 1)),
                    refused.toString());
            assertTrue(refused.err().contains("nothing was touched; install the newer Pullover"), refused.toString());
        }
        assertEquals(before, content());
    }

    /** Size and date of everything in state and replica. */
    private Map<Path, String> content() throws IOException {
        Map<Path, String> content = new TreeMap<>();
        for (Path root : List.of(site.state(), site.replica())) {
            try (Stream<Path> files = Files.walk(root)) {
                for (Path file : files.toList()) {
                    content.put(file, Files.size(file) + " " + Files.getLastModifiedTime(file));
                }
            }
        }
        return content;
    }
}
