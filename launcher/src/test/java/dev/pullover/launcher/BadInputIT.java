package dev.pullover.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.testkit.Keys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What users get wrong, and what breaks around us: a clear message, the documented exit code, and the rest goes on. */
class BadInputIT {
    @TempDir
    Path directory;

    @AutoClose
    private Site site;

    @BeforeEach
    void build() throws IOException, InterruptedException {
        site = Site.in(directory);
        Files.writeString(site.data().resolve("a.csv"), "a");
        Files.writeString(site.data().resolve("b.csv"), "b");
        site.publish();
    }

    @Test
    void wrongUserKeyIsALoginFailureOfBothServers() throws IOException, InterruptedException {
        Path other = directory.resolve("other-id");
        Keys.generate(other);
        site.configureWith(site.production().hostKeyLine(), other);
        Site.Result result = site.pullover("once");
        assertEquals(3, result.exitCode(), result.toString());
        assertTrue(result.err().contains("production") && result.err().contains("backup"), result.toString());
        assertTrue(result.err().contains("other-id"), result.toString());
        assertNoStackTrace(result);
    }

    @Test
    void wrongHostKeyIsAnAlarmAndTheBackupIsUsed() throws IOException, InterruptedException {
        site.configureWith(site.backup().hostKeyLine(), directory.resolve("id"));
        Site.Result result = site.pullover("once");
        assertEquals(0, result.exitCode(), result.toString());
        assertEquals(List.of(), site.differences());
        Site.Result status = site.pullover("testserver", "status");
        assertTrue(
                status.out().lines().anyMatch(line -> line.contains("production") && line.contains("ALARM")),
                status.toString());
        site.configure("");
        site.pullover("once");
        assertTrue(site.pullover("testserver", "status").out().contains("ALARM"), "only an operator clears an alarm");
        assertEquals(0, site.pullover("testserver", "ready", "production").exitCode());
        site.pullover("once");
        assertFalse(site.pullover("testserver", "status").out().contains("ALARM"));
    }

    @Test
    void missingOutboxOnOneServerIsNamedAndTheOtherUsed() throws IOException, InterruptedException {
        FileUtils.deleteDirectory(site.outbox().toFile());
        Site.Result result = site.pullover("once");
        assertEquals(0, result.exitCode(), result.toString());
        assertEquals(List.of(), site.differences());
        Site.Result check = site.pullover("testserver", "check", "production");
        assertEquals(3, check.exitCode(), check.toString());
        assertTrue(check.out().contains("health"), check.toString());
    }

    @Test
    void fileThatCannotBeReadIsReportedAndTheRestArrives() throws IOException, InterruptedException {
        Path broken = site.outbox().resolve("a.csv");
        Files.delete(broken);
        Files.createDirectory(broken);
        FileUtils.deleteQuietly(directory.resolve("backup/a.csv").toFile());
        Site.Result result = site.pullover("once");
        assertEquals(4, result.exitCode(), result.toString());
        assertEquals("b", Files.readString(site.replica().resolve("b.csv")));
        assertFalse(Files.exists(site.replica().resolve("a.csv")));
        Site.Result why = site.pullover("copylist", "why", "a.csv");
        assertTrue(why.out().contains("a.csv"), why.toString());
        assertEquals(1, site.counter("files_copied"));
    }

    @Test
    void replicaThatIsNoDirectoryIsRefused() throws IOException, InterruptedException {
        FileUtils.deleteDirectory(site.replica().toFile());
        Files.writeString(site.replica(), "in the way");
        Site.Result result = site.pullover("once");
        assertEquals(2, result.exitCode(), result.toString());
        assertTrue(result.err().contains(site.replica().toString()), result.toString());
        assertNoStackTrace(result);
    }

    @Test
    void malformedConfigurationNamesLineKeyAndWhatIsAllowed() throws IOException, InterruptedException {
        site.configure("[copy]\nparalel = 3\n[failback]\npolicy = \"sometimes\"");
        Site.Result result = site.pullover("once");
        assertEquals(2, result.exitCode(), result.toString());
        assertTrue(result.err().contains("paralel") && result.err().contains("parallel"), result.toString());
        assertTrue(result.err().contains("sometimes") && result.err().contains("manual"), result.toString());
        assertTrue(result.err().matches("(?s).*pullover\\.toml:\\d+.*"), result.toString());
        assertNoStackTrace(result);
    }

    @Test
    void missingConfigurationSaysWhereItWasLookedFor() throws IOException, InterruptedException {
        Files.delete(site.config());
        Site.Result result = site.pullover("status");
        assertEquals(2, result.exitCode(), result.toString());
        assertTrue(result.err().contains(site.config().toString()), result.toString());
        assertNoStackTrace(result);
    }

    @Test
    void unknownCommandIsAUsageError() throws IOException, InterruptedException {
        Site.Result result = site.pullover("onec");
        assertEquals(2, result.exitCode(), result.toString());
        assertTrue(result.err().contains("once"), result.toString());
    }

    @Test
    void statusTellsThatNothingRuns() throws IOException, InterruptedException {
        Site.Result result = site.pullover("status");
        assertEquals(7, result.exitCode(), result.toString());
        assertTrue(result.out().contains("stopped"), result.toString());
    }

    private static void assertNoStackTrace(Site.Result result) {
        assertFalse(result.err().contains("\tat "), result.toString());
    }
}
