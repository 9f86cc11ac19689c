package dev.pullover.copylist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.fasterxml.jackson.databind.JsonNode;
import dev.pullover.common.ExitCode;
import dev.pullover.common.catalog.CatalogLine;
import dev.pullover.common.catalog.Sha256;
import dev.pullover.common.message.ServerState;
import dev.pullover.common.message.Verdict;
import dev.pullover.common.metrics.Counter;
import dev.pullover.common.path.FilePath;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Each answer of {@code why}, and how a file comes to it. */
class WhyTest extends SiteTest {
    private static final FilePath FILE = FilePath.of("f");

    private static final String HOST_KEY =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGPKSUTyz1HwHReFVvD5obVsALAgJRNarH4TRpNePnAS";

    @AfterAll
    static void silenceAgain() {
        ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).setLevel(Level.OFF);
    }

    @Test
    void aFileIsParkedAfterSoManyTriesWhileTheRestGoesOnAndTriedAgainLater() throws Exception {
        site.announce("f", "right");
        onServers("wrong");
        for (int tries = 1; tries <= 3; tries++) {
            site.publish("other-" + tries, "x");
            assertEquals(ExitCode.SOME_FILES, site.pass());
            assertTrue(site.has("other-" + tries));
            assertEquals(tries < 3 ? 0 : 1, site.count(Counter.FILES_PARKED), "after " + tries);
            assertEquals(tries, why("f").get("parked").get("tries").asInt());
            assertEquals(tries == 3, why("f").get("parked").get("parked").asBoolean());
            site.advance(Duration.ofSeconds(30));
        }
        String parked = text("f");
        assertTrue(
                parked.startsWith("f: not here, its content on the server is not what was published, parked until 20"),
                parked);
        assertTrue(
                parked.contains("parked as BadHash after 3 tries: production: its content has another hash"), parked);
        assertEquals("bad_hash", why("f").get("state").asText());
        assertTrue(run("status").contains("parked   1 file ("), run("status"));

        onServers("right");
        site.advance(Duration.ofSeconds(30));
        assertEquals(ExitCode.OK, site.pass());
        site.assertReplicated();
        assertEquals(0, site.count(Counter.FILES_PARKED));
        assertTrue(text("f").startsWith("f: here, as published"), text("f"));
    }

    @Test
    void retryParkedTriesAtOnceWhatIsParked() throws Exception {
        site.copy("park-after = 1");
        site.announce("f", "right");
        onServers("wrong");
        site.pass();
        site.pass();
        assertEquals(1, why("f").get("parked").get("tries").asInt(), "it is not due");

        assertEquals("1 file is tried again at the next start\n", run("retry-parked"));
        site.pass();

        assertEquals(2, why("f").get("parked").get("tries").asInt());
    }

    @Test
    void whatVanishedIsRetriedThenParked() throws Exception {
        site.copy("park-after = 2");
        site.announce("f", "x");
        site.pass();
        assertTrue(text("f").startsWith("f: not here, it failed and will be tried again, next try 20"), text("f"));
        site.advance(Duration.ofMinutes(1));
        site.pass();
        assertTrue(text("f").startsWith("f: not here, parked until 20"), text("f"));
        assertEquals("parked", why("f").get("state").asText());
    }

    @Test
    void whatTheBackupDoesNotHaveYetIsNeverParked() throws Exception {
        site.copy("park-after = 1");
        site.announce("f", "x");
        site.verdict(choice(Site.PRODUCTION, ServerState.DOWN, 1), choice(Site.BACKUP, ServerState.UP, 0));
        site.pass();
        String text = text("f");
        assertTrue(
                text.startsWith("f: not here yet, the server that was asked does not have all of it, next try"), text);
        assertTrue(text.contains("  production should have it, is DOWN; its catalog was at line 1"), text);
        assertTrue(text.contains("  backup does not have it yet, is UP; its catalog was at line 0"), text);
        JsonNode json = why("f");
        assertEquals("not_yet", json.get("state").asText());
        assertEquals("has_it", json.get("servers").get(0).get("answer").asText());
        assertEquals("not_there", json.get("servers").get(1).get("answer").asText());
        assertEquals(0, site.count(Counter.FILES_PARKED));
    }

    @Test
    void whatIsRejectedRefusedSupersededDeletedOrUnknownIsCalledSo() throws Exception {
        site.copy("deletions = \"quarantine\"").copy("max-deletions = 1");
        Files.createDirectories(site.replica.resolve("blocked"));
        site.publish("blocked", "x");
        site.publish("old", "first");
        site.publish("gone-1", "x");
        site.publish("gone-2", "x");
        byte[] content = "x".getBytes(StandardCharsets.UTF_8);
        site.apply(CatalogLine.put(site.nextSeq(), 1, 1, 0644, Sha256.hash(content), 1, FilePath.of("../out")));
        site.pass();
        site.delete("gone-1");
        site.delete("gone-2");
        site.pass();
        site.publish("old", "second");

        assertTrue(
                text("blocked").startsWith("blocked: not here, it is rejected, because in its place is a directory"));
        assertTrue(text("../out").startsWith("../out: not here, it is rejected, because "), text("../out"));
        assertTrue(text("old").startsWith("old: an older one is here, superseded by what was published since\n"));
        String held = text("gone-1");
        assertTrue(held.startsWith("gone-1: deleted on the server; that is held back here, because it was"), held);
        assertTrue(text("never").startsWith("never: not published: it is in no catalog that was read"));
        site.publish("owed", "x");
        assertTrue(text("owed").startsWith("owed: not here yet, its turn will come"));
    }

    @Test
    void theServersAreAskedOnDemand() throws Exception {
        Path production = Files.createDirectories(root.resolve("on-production"));
        Path backup = Files.createDirectories(root.resolve("on-backup"));
        site.server(Site.PRODUCTION, production);
        site.server(Site.BACKUP, backup);
        site.announce("f", "right");
        Files.writeString(production.resolve("f"), "right");
        Files.setLastModifiedTime(production.resolve("f"), FileTime.from(Instant.parse("2026-01-02T03:04:05Z")));

        String text = run("why", "--ask", "f");
        assertTrue(text.startsWith("f: not here yet, its turn will come\n"), text);
        assertTrue(text.contains("  production has it: 5 bytes of 2026-01-02T"), text);
        assertTrue(text.contains(", published with the date 20"), text);
        assertTrue(text.contains("  backup does not have it; it has no catalog"), text);

        Files.writeString(backup.resolve("f"), "something else");
        Files.createDirectory(backup.resolve("unpublished"));
        Files.writeString(production.resolve("unpublished"), "x");
        JsonNode servers = Run.json(site, "why", "--ask", "f").get("servers");
        assertEquals("has_it", servers.get(0).get("answer").asText());
        assertEquals("2026-01-02T03:04:05Z", servers.get(0).get("mtime").asText());
        assertEquals("different", servers.get(1).get("answer").asText());
        assertEquals(14, servers.get(1).get("size").asLong());
        JsonNode unpublished = Run.json(site, "why", "--ask", "unpublished").get("servers");
        assertEquals("unpublished", unpublished.get(0).get("answer").asText());
        assertEquals("different", unpublished.get(1).get("answer").asText());
        assertFalse(unpublished.get(1).has("size"));
    }

    @Test
    void aServerThatDoesNotAnswerIsNamedWithTheReason() throws Exception {
        Path production = Files.createDirectories(root.resolve("on-production"));
        site.server(Site.PRODUCTION, production);
        site.server(Site.BACKUP, "uri = \"sftp://nobody@127.0.0.1:1/\"\nhost-keys = [\"" + HOST_KEY + "\"]");
        site.announce("f", "x");
        Run run = Run.of(site, "why", "--ask", "f");
        assertEquals(0, run.status(), run.err());
        assertTrue(run.out().contains("  production does not have it"), run.out());
        assertTrue(run.out().contains("  backup cannot be asked: "), run.out());
    }

    private void onServers(String content) {
        site.production.putFile(FILE, content.getBytes(StandardCharsets.UTF_8), 0);
        site.backup.putFile(FILE, content.getBytes(StandardCharsets.UTF_8), 0);
    }

    private static Verdict.Choice choice(String server, ServerState state, long sequence) {
        return new Verdict.Choice(server, state, Site.EPOCH.toString(), sequence);
    }

    private String text(String path) {
        return run("why", path);
    }

    private String run(String... arguments) {
        return Run.of(site, arguments).out();
    }

    private JsonNode why(String path) throws Exception {
        return Run.json(site, "why", path);
    }
}
