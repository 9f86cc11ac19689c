package dev.pullover.copylist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.fasterxml.jackson.databind.JsonNode;
import dev.pullover.common.ExitCode;
import dev.pullover.common.ledger.KeptFile;
import dev.pullover.common.path.FilePath;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** {@code history} and {@code restore}. */
class RestoreTest {
    private static final long MTIME_NS = 1_712_345_678_123_456_000L;

    @TempDir
    private Path root;

    private Site site;

    @BeforeEach
    void publishThreeVersionsAndDeleteAFile() throws Exception {
        site = new Site(root).copy("keep-versions = 5").copy("deletions = \"quarantine\"");
        for (int version = 1; version <= 3; version++) {
            site.publish("dir/f", ("version " + version).getBytes(StandardCharsets.UTF_8), 0640, MTIME_NS);
            site.publish("gone", "deleted on the server");
            site.pass();
        }
        site.delete("gone");
        site.pass();
    }

    @AfterEach
    void closeSite() {
        site.close();
    }

    @AfterAll
    static void silenceAgain() {
        ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).setLevel(Level.OFF);
    }

    @Test
    void historyNumbersWhatIsKept() throws Exception {
        String out = Run.of(site, "history", "dir/f").out();
        String[] lines = out.split("\n");

        assertEquals(3, lines.length, out);
        assertTrue(lines[0].startsWith("here  "), out);
        assertTrue(lines[1].startsWith("   1  ") && lines[1].contains("; replaced "), out);
        assertTrue(lines[2].startsWith("   2  "), out);
        JsonNode json = Run.json(site, "history", "dir/f");
        assertEquals(3, json.size());
        assertFalse(json.get(0).has("version"));
        assertEquals(2, json.get(2).get("version").asInt());
        assertEquals("replaced", json.get(2).get("reason").asText());
        assertEquals(
                "deleted",
                Run.json(site, "history", "gone").get(0).get("reason").asText());
    }

    @Test
    void writesTheLastVersionWhereItIsTold() throws Exception {
        Path target = root.resolve("out.txt");

        Run run = Run.of(site, "restore", "dir/f", "--to", target.toString());

        assertEquals(0, run.status(), run.err());
        assertEquals("version 2", Files.readString(target));
        assertEquals(FileTime.from(Instant.parse("2024-04-05T19:34:38.123456Z")), Files.getLastModifiedTime(target));
        assertEquals("rw-r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(target)));
        assertTrue(run.out().startsWith("restored dir/f to " + target + ": 9 bytes, "), run.out());
    }

    @Test
    void findsAVersionByNumberAndHash() throws Exception {
        Path target = Files.createDirectory(root.resolve("out"));
        assertEquals(
                0,
                Run.of(site, "restore", "dir/f", "--version", "2", "--to", target.toString())
                        .status());
        assertEquals("version 1", Files.readString(target.resolve("f")));

        String hash = site.replicaDb(view -> view.kept(FilePath.of("dir/f")))
                .get(1)
                .entry()
                .hash()
                .toString();
        Run byHash = Run.of(site, "restore", "dir/f", "--version", hash.substring(0, 8), "--to", target + "/by-hash");
        assertEquals(0, byHash.status(), byHash.err());
        assertEquals("version 1", Files.readString(target.resolve("by-hash")));
        Run.of(site, "restore", "dir/f", "--version", "here", "--to", target + "/here");
        assertEquals("version 3", Files.readString(target.resolve("here")));
    }

    @Test
    void putsADeletedFileBackInItsPlace() throws Exception {
        assertFalse(site.has("gone"));

        Run run = Run.of(site, "restore", "gone");

        assertEquals(0, run.status(), run.err());
        assertEquals("deleted on the server", site.content("gone"));
        site.pass();
        assertTrue(site.has("gone"), "it stays");
    }

    @Test
    void replacesNothingUnlessForced() throws Exception {
        Run refused = Run.of(site, "restore", "dir/f");
        assertEquals(ExitCode.USAGE.number(), refused.status());
        assertTrue(refused.err().contains("dir/f exists; --force replaces it"), refused.err());
        assertEquals("version 3", site.content("dir/f"));

        assertEquals(0, Run.of(site, "restore", "dir/f", "--force").status());
        assertEquals("version 2", site.content("dir/f"));
        assertEquals(ExitCode.VERIFICATION.number(), Run.of(site, "verify").status(), "the catalog has another one");
    }

    @Test
    void saysWhatItCannotFind() {
        Run unknown = Run.of(site, "restore", "never/seen", "--to", "x");
        assertEquals(ExitCode.USAGE.number(), unknown.status());
        assertTrue(unknown.err().contains("never/seen: no version is kept"), unknown.err());
        Run number = Run.of(site, "restore", "dir/f", "--version", "9", "--to", "x");
        assertTrue(number.err().contains("dir/f: no such version is kept: 9"), number.err());
        Run server = Run.of(site, "restore", "dir/f", "--to-server", "elsewhere");
        assertTrue(server.err().contains("no server 'elsewhere'; configured are production, backup"), server.err());
    }

    @Test
    void refusesAKeptFileThatHasChanged() throws Exception {
        KeptFile kept = site.replicaDb(view -> view.kept(FilePath.of("dir/f"))).get(0);
        Path file = site.replica.resolve(kept.place().toString());
        Files.writeString(file, "VERSION 2");
        Path target = root.resolve("out");

        Run changed = Run.of(site, "restore", "dir/f", "--to", target.toString());
        assertEquals(ExitCode.VERIFICATION.number(), changed.status());
        assertTrue(changed.err().contains("has changed since it was kept"), changed.err());
        assertFalse(Files.exists(target));

        Files.delete(file);
        Run gone = Run.of(site, "restore", "dir/f", "--to", target.toString());
        assertEquals(ExitCode.VERIFICATION.number(), gone.status());
        assertTrue(gone.err().contains("is not there any more"), gone.err());
        assertFalse(Files.exists(target));
    }

    @Test
    void givesAFileBackToAServer() throws Exception {
        Path outbox = Files.createDirectories(root.resolve("outbox"));
        site.server("production", outbox);

        assertEquals(
                0, Run.of(site, "restore", "gone", "--to-server", "production").status());
        assertEquals("deleted on the server", Files.readString(outbox.resolve("gone")));

        Run again = Run.of(site, "restore", "gone", "--to-server", "production");
        assertEquals(ExitCode.USAGE.number(), again.status());
        assertTrue(again.err().contains("production:gone exists"), again.err());
        Run elsewhere = Run.of(site, "restore", "dir/f", "--to-server", "production", "--to", "old/f", "--json");
        assertEquals(0, elsewhere.status(), elsewhere.err());
        assertEquals("version 2", Files.readString(outbox.resolve("old/f")));
        Run outside = Run.of(site, "restore", "dir/f", "--to-server", "production", "--to", "../f");
        assertEquals(ExitCode.USAGE.number(), outside.status(), outside.err());
    }
}
