package dev.pullover.copylist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.fasterxml.jackson.databind.JsonNode;
import dev.pullover.common.ExitCode;
import dev.pullover.common.catalog.Sha256;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** The reporting commands, as people call them. */
class CommandsTest extends SiteTest {
    private static final long MTIME_NS = 1_712_345_678_123_456_789L;

    /** Commands let warnings go to stderr, as they should; the tests after these need not. */
    @AfterAll
    static void silenceAgain() {
        ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).setLevel(Level.OFF);
    }

    @Test
    void statusTellsWhatIsHereAndOwedAndParked() throws Exception {
        site.publish("a", "12345");
        site.announce("missing", "x");
        site.pass();
        site.publish("later", "123");
        Run run = run("status");
        assertEquals(ExitCode.NOT_RUNNING.number(), run.status());
        assertTrue(run.out().contains("copylist is not running"), run.out());
        assertTrue(run.out().contains("here     1 file, 5 B in " + site.replica), run.out());
        assertTrue(run.out().contains("owed     1 file, 3 B (change 2 of 3 is settled)"), run.out());
        assertTrue(run.out().contains("waiting  1 file to be tried again ("), run.out());
        assertTrue(run.out().contains("parked   0 files"), run.out());
        assertTrue(run.out().contains("a  5 B, from production"), run.out());
    }

    @Test
    void statusInJsonHasTheSameFigures() throws Exception {
        site.publish("a", "12345".getBytes(StandardCharsets.UTF_8), 0640, MTIME_NS);
        site.announce("missing", "x");
        site.pass();
        JsonNode json = json("status");
        assertFalse(json.get("running").asBoolean());
        assertEquals(1, json.get("files").asLong());
        assertEquals(5, json.get("bytes").asLong());
        assertEquals(0, json.get("parked-files").asLong());
        assertEquals(1, json.get("waiting-files").asLong());
        assertEquals(0, json.get("owed-files").asLong());
        JsonNode arrival = json.get("last-arrivals").get(0);
        assertEquals("a", arrival.get("path").asText());
        assertEquals("0640", arrival.get("mode").asText());
        assertEquals("2024-04-05T19:34:38.123456789Z", arrival.get("mtime").asText());
        assertEquals(
                Sha256.hash("12345".getBytes(StandardCharsets.UTF_8)).toString(),
                arrival.get("sha256").asText());
    }

    @Test
    void statusWorksBeforeAnythingHasRun() throws Exception {
        try (Site fresh = new Site(root.resolve("fresh"))) {
            Files.delete(root.resolve("fresh/state/catalog.db"));
            Run run = run(fresh, "status");
            assertEquals(ExitCode.NOT_RUNNING.number(), run.status());
            assertTrue(run.out().contains("here     0 files, 0 B"), run.out());
        }
    }

    @Test
    void whyKnowsAFileThatIsHere() throws Exception {
        site.publish("dir/a b", "12345");
        site.pass();
        Run run = run("why", "dir/a b");
        assertEquals(0, run.status());
        assertTrue(run.out().startsWith("dir/a b: here, as published\n  here since "), run.out());
        assertTrue(run.out().contains("from production: 5 bytes, "), run.out());
        assertEquals(
                run.out(),
                run("why", site.replica.resolve("dir/a b").toString()).out());
    }

    @Test
    void whyTakesNamesAsTheyArePrinted() throws Exception {
        site.publish("Grüße\n", "x");
        site.pass();
        assertTrue(run("why", "Gr%C3%BC%C3%9Fe%0A").out().startsWith("Gr%C3%BC%C3%9Fe%0A: here, as published"));
        assertTrue(run("why", "Grüße\n").out().startsWith("Gr%C3%BC%C3%9Fe%0A: here, as published"));
    }

    @Test
    void whyTellsTheReasonOfWhatIsNotHere() throws Exception {
        site.announce("gone", "x");
        Files.createDirectories(site.replica.resolve("blocked"));
        site.publish("blocked", "x");
        site.publish("old", "first");
        site.pass();
        site.publish("owed", "x");
        site.publish("old", "second");
        site.publish("deleted", "x");
        site.delete("deleted");
        assertTrue(run("why", "gone")
                .out()
                .contains("put aside as Vanished after 1 try: production: it is not there any"));
        assertTrue(run("why", "blocked").out().contains("parked as Rejected after 1 try: in its place is a directory"));
        assertTrue(run("why", "blocked").out().contains("next try only when it is published anew"));
        assertTrue(run("why", "owed").out().startsWith("owed: not here yet, its turn will come\n  published "));
        assertTrue(run("why", "old")
                .out()
                .startsWith("old: an older one is here, superseded by what was published since\n  here since "));
        assertTrue(run("why", "deleted").out().startsWith("deleted: deleted on the server"));
        assertTrue(run("why", "nothing").out().startsWith("nothing: not published: it is in no catalog"));
        JsonNode gone = json("why", "gone");
        assertEquals("retrying", gone.get("state").asText());
        assertFalse(gone.get("parked").get("parked").asBoolean());
        assertEquals(1, gone.get("parked").get("tries").asInt());
        assertFalse(gone.has("here"));
    }

    @Test
    void historyGivesTheArrival() throws Exception {
        site.publish("a", "12345");
        site.pass();
        assertTrue(
                run("history", "a").out().contains("5 bytes"),
                run("history", "a").out());
        assertTrue(run("history", "a").out().contains("from production, line 1 of catalog " + Site.EPOCH));
        assertEquals("b: no arrival is recorded\n", run("history", "b").out());
        assertEquals("a", json("history", "a").get(0).get("path").asText());
        assertEquals(0, json("history", "b").size());
    }

    @Test
    void verifyFindsEveryDifference() throws Exception {
        for (String path : new String[] {"good", "missing", "longer", "changed", "dir/gone", "link"}) {
            site.publish(path, "content");
        }
        site.pass();
        assertEquals("verified 6 files, 42 B: all as recorded\n", run("verify").out());
        assertEquals(0, run("verify").status());
        Files.delete(site.replica.resolve("missing"));
        Files.writeString(site.replica.resolve("longer"), "content and more");
        Files.writeString(site.replica.resolve("changed"), "CONTENT");
        Files.delete(site.replica.resolve("dir/gone"));
        Files.delete(site.replica.resolve("dir"));
        Files.delete(site.replica.resolve("link"));
        Files.createSymbolicLink(site.replica.resolve("link"), site.replica.resolve("good"));
        Run run = run("verify");
        assertEquals(ExitCode.VERIFICATION.number(), run.status());
        assertTrue(run.out().contains("changed: content is "), run.out());
        assertTrue(run.out().contains("dir/gone: missing\n"), run.out());
        assertTrue(run.out().contains("link: cannot be read: in its place is a symbolic link\n"), run.out());
        assertTrue(run.out().contains("longer: 16 bytes, recorded are 7\n"), run.out());
        assertTrue(run.out().contains("missing: missing\n"), run.out());
        assertTrue(run.out().endsWith("verified 6 files, 42 B: 5 files not as recorded\n"), run.out());
        JsonNode json = json("verify");
        assertEquals(5, json.get("differences").size());
        assertEquals(6, json.get("files").asLong());
        assertEquals("changed", json.get("differences").get(0).get("path").asText());
    }

    @Test
    void retryParkedWorksWithoutARunningModule() throws Exception {
        Files.createDirectories(site.replica.resolve("f"));
        site.publish("f", "x");
        assertEquals(ExitCode.SOME_FILES, site.pass());
        Files.delete(site.replica.resolve("f"));
        assertEquals(ExitCode.OK, site.pass(), "rejected files are not tried by themselves");
        assertEquals(
                "1 file is tried again at the next start\n", run("retry-parked").out());
        assertEquals(ExitCode.OK, site.pass());
        site.assertReplicated();
    }

    @Test
    void onceCopiesAndSaysWhat() throws Exception {
        site.publish("f", "x");
        // The configured servers are directories that are not there.
        Run run = run("once");
        assertEquals(ExitCode.NO_SERVER.number(), run.status(), run.err());
        assertTrue(run.out().startsWith("copylist: nothing to copy in "), run.out());
    }

    private Run run(String... arguments) {
        return Run.of(site, arguments);
    }

    private static Run run(Site at, String... arguments) {
        return Run.of(at, arguments);
    }

    private JsonNode json(String... arguments) throws Exception {
        return Run.json(site, arguments);
    }
}
